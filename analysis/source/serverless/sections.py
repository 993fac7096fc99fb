"""What a service writes as CloudFormation of its own, and how it is laid over what is made."""

from collections.abc import Mapping
from typing import Any

from analysis.source.document import Block, Items, as_block, as_items
from analysis.source.serverless.drafts import ServiceDraft, placed

SECTIONS = ("Resources", "Outputs", "Parameters", "Conditions", "Mappings", "Transform", "Rules")
_SET = ("Condition", "DependsOn", "DeletionPolicy", "UpdatePolicy", "UpdateReplacePolicy")


def merged(several: Any) -> Block:
    """The `resources` of a service: a mapping, or a list of mappings laid over one another."""
    whole = Block()
    for each in as_items(several):
        for block in each if isinstance(each, Items) else [each]:
            if isinstance(block, Block):
                whole = laid_over(whole, block) if whole else block
    return whole


def laid_over(under: Block, over: Block) -> Block:
    """Both mappings as one: mappings in both merge, else what lies over counts.

    A key keeps its line where both are of one file, or where it comes from what is under.
    """
    both = under.like({**under, **over})
    if under.source is over.source or not under.source.name:
        both.source = over.source
        both.lines = {**under.lines, **over.lines}
    for key, value in over.items():
        known = under.get(key)
        if isinstance(known, Block) and isinstance(value, Block):
            both[key] = laid_over(known, value)
    return both


def extended(draft: ServiceDraft, extensions: Mapping[str, Any]) -> None:
    """Change what the service makes as its `extensions` say."""
    for logical_id, extension in extensions.items():
        entry = draft.resources.get(logical_id)
        if not isinstance(entry, Block) or not isinstance(extension, Block):
            continue
        changed = entry.like(entry)
        for key in _SET:
            if key in extension:
                changed[key] = extension[key]
        properties = as_block(entry.get("Properties"))
        added = as_block(extension.get("Properties"))
        if added:
            both = properties.like({**properties, **added})
            if properties.source is added.source:
                both.lines = {**properties.lines, **added.lines}
            changed["Properties"] = both
        draft.resources[logical_id] = changed


def with_exports(draft: ServiceDraft, outputs: Block) -> Block:
    """The outputs, each exported under the name that the Framework gives it."""
    made = outputs.like(outputs)
    for name, output in outputs.items():
        if isinstance(output, Block) and "Export" not in output:
            called = f"sls-{draft.name}-{draft.stage}-{name}"
            export = placed(output, {"Name": called})
            made[name] = output.like({**output, "Export": export})
    return made
