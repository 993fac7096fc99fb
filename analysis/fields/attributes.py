"""Attributes beside messages as fields: each is called as a field of the body would be."""

from collections.abc import Iterator
from dataclasses import replace

from analysis.code.aws.transports import ATTRIBUTES
from analysis.extract.events.naming import conventional
from analysis.fields.drafts import PAYLOADS, FactDrafts, Path


def of_attribute(drafts: FactDrafts, contract: str, name: str) -> Path:
    """The field that an attribute is."""
    known = [(name,), *((payload, name) for payload in PAYLOADS)]
    return next((each for each in known if each in drafts.contract(contract).fields), (name,))


def settle_attributes(drafts: FactDrafts) -> None:
    """Once all fields are known, let what is read of attributes be read of these.

    What says the type is no field.
    """
    for (component, contract), fields in list(drafts.reads.items()):
        for path in [each for each in fields if each[:1] == (ATTRIBUTES,)]:
            places = fields.pop(path)
            whole = (component, contract, path) in drafts.whole
            for each in _fields(drafts, contract, path, whole=whole):
                drafts.add_read(component, contract, each, places)
    for link in [each for each in drafts.links if each.from_path[:1] == (ATTRIBUTES,)]:
        places = drafts.links.pop(link)
        for each in _fields(drafts, link.from_contract, link.from_path, whole=True):
            drafts.add_link(replace(link, from_path=each), places)


def _fields(drafts: FactDrafts, contract: str, path: Path, *, whole: bool) -> Iterator[Path]:
    """The fields that something among the attributes is: one by name, or all that are known."""
    several = drafts.contract(contract).attributes if whole and len(path) == 1 else path[1:2]
    for name in several:
        if not conventional(name):
            yield of_attribute(drafts, contract, name)
