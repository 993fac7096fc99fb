"""CDK cloud assemblies: the folder `cdk.out`, whose manifest says which templates are stacks."""

from collections.abc import Iterator
from pathlib import Path

from analysis.refusals import Refused
from analysis.source.document import Block, as_block
from analysis.source.files import Files
from analysis.source.paths import inside, shown_path
from analysis.source.templates import resources_in
from analysis.source.values import as_text

_MANIFEST, _TEMPLATE, _NESTED = "manifest.json", ".template.json", ".nested.template.json"
_DEEPEST = 10


def assembly_of(folder: Path, files: Files) -> list[Path]:
    """The templates of the stacks of an assembly, those of its stages included; else none.

    A template without resources (that of an assertion) is none. Where the manifest is lost, all
    templates count that are not nested in others.
    """
    if found := list(_stacks(folder, files, 0)):
        return found
    try:
        listed = sorted(each for each in folder.iterdir() if each.name.endswith(_TEMPLATE))
    except OSError:
        return []
    inner = [each for each in listed if inside(folder, each.name, folder.resolve()) is not None]
    outer = [each for each in inner if not each.name.endswith(_NESTED)]
    return [each for each in outer or inner if _declares(each, files)]


def unbuilt(project: Path) -> tuple[Path, str]:
    """The file of a CDK project that was not synthesized, and what to do."""
    return project / "cdk.json", f"run `cdk synth` in {shown_path(project)} to have its stacks read"


def _stacks(folder: Path, files: Files, depth: int) -> Iterator[Path]:
    try:
        manifest = files.mapping(folder / _MANIFEST)
    except Refused:
        return
    for artifact in as_block(manifest.get("artifacts")).values():
        kind = as_text(as_block(artifact).get("type"))
        properties = as_block(as_block(artifact).get("properties"))
        if kind == "aws:cloudformation:stack":
            template = _named(folder, properties, "templateFile")
            if template and _declares(template, files):
                yield template
        nested = _named(folder, properties, "directoryName")
        if kind == "cdk:cloud-assembly" and nested and depth < _DEEPEST:
            yield from _stacks(nested, files, depth + 1)


def _named(folder: Path, properties: Block, key: str) -> Path | None:
    name = as_text(properties.get(key))
    return folder / name if inside(folder, name, folder.resolve()) else None


def _declares(template: Path, files: Files) -> bool:
    try:
        return bool(resources_in(files.mapping(template)))
    except Refused:
        return False
