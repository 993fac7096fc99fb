"""`ripple impact`: how far a named change travels in a design, or in anyone's templates."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import click

from analysis.refusals import Refused
from lab.cli import completion
from lab.cli.output import dumped, fitted, say
from lab.cli.systems import Added, each_system, template_options

if TYPE_CHECKING:
    from analysis.dependency import Dependencies
    from analysis.prediction import Impact
    from analysis.prediction.joining import Together

VIEWS = ("components", "services", "teams")


@click.command()
@completion.systems
@click.option(
    "--change",
    "changes",
    multiple=True,
    metavar="'OPERATOR ...'",
    shell_complete=completion.change,
    help="What is asked for, such as 'rename-field OrderPlaced.total'; of several, who must change "
    "for all together comes first.",
)
@click.option(
    "--way",
    type=click.IntRange(min=1),
    metavar="N",
    help="Show the Nth of the ways in which the change can be made whole, instead of the "
    "recommended one.",
)
@click.option(
    "--view",
    "seen",
    type=click.Choice(VIEWS),
    default="components",
    show_default=True,
    help="Who must change: functions and workflows, or these folded into services or teams.",
)
@template_options()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def impact(
    systems: tuple[str, ...],
    changes: tuple[str, ...],
    way: int | None,
    seen: str,
    added: Added,
    teams: Mapping[str, str] | None,
    as_json: bool,
) -> None:
    """Predict who must change for a named change, who need not, and the ways to make it.

    DESIGN is choreography or orchestration; `both` predicts for each. PATH is a repository or any
    folder, a template, a pattern in quotes, or - for standard input; several are read together.
    Without one, it is what the `ripple.toml` here says. Without --change, it lists the changes
    that can be asked for, with an example each.
    """
    from analysis.dependency import depend
    from analysis.prediction import change

    asked = [change(each) for each in changes]
    read = list(each_system(systems, added, depend))
    if not asked:
        say(_offered(read, as_json=as_json), nl=False)
        return
    found = [_predicted(system, each) for each in asked for system in read]
    if all(isinstance(each, Refused) for _, each in found):
        raise next(each for _, each in found if isinstance(each, Refused))
    if as_json:
        say(_json(found, teams or {}), nl=False)
    else:
        say(fitted(_text(found, seen, teams or {}, way or 1)), nl=False)


Prediction = tuple[str, "Impact | Refused"]


def _predicted(system: "Dependencies", wanted: Any) -> Prediction:
    from analysis.prediction import predict

    try:
        return f"{system.title}: {wanted}", predict(system, wanted)
    except Refused as refusal:
        return f"{system.title}: {wanted}", refusal


def _text(found: Iterable[Prediction], seen: str, teams: Mapping[str, str], way: int) -> str:
    several = list(found)
    together = [each.to_text() for each in _joined(several).values()]
    return "\n".join(
        (
            *together,
            *(
                f"{title}\n\n  {each}\n"
                if isinstance(each, Refused)
                else each.to_text(seen, teams, way)
                for title, each in several
            ),
        )
    )


def _joined(found: Iterable[Prediction]) -> "Mapping[str, Together]":
    from analysis.prediction.joining import joined

    return joined([each for _, each in found if not isinstance(each, Refused)])


def _json(found: list[Prediction], teams: Mapping[str, str]) -> str:
    from analysis.prediction.impact import to_wire

    wires: list[dict[str, Any]] = [
        {"title": title, "refused": str(each)}
        if isinstance(each, Refused)
        else to_wire(each, teams)
        for title, each in found
    ]
    if len(wires) == 1:
        return dumped(wires[0])
    together = [each.to_wire() for each in _joined(found).values()]
    return dumped({"format": "ripple-impacts/1", "together": together, "impacts": wires})


def _offered(read: "list[Dependencies]", *, as_json: bool) -> str:
    """The operators, each with an example for this very system."""
    from analysis.prediction.predicting import examples

    offers = {system.title: list(examples(system)) for system in read}
    if as_json:
        return dumped(
            {
                title: [
                    {"operator": operator.name, "usage": operator.usage, "asks": operator.asks,
                     "example": str(example) if example else None}
                    for operator, example in several
                ]
                for title, several in offers.items()
            }
        )  # fmt: skip
    lines: list[str] = []
    for title, several in offers.items():
        lines += [*([""] if lines else []), f"{title}: what can be asked for with --change", ""]
        for operator, example in several:
            lines.append(f"  {operator.usage:<62}{operator.asks}")
            lines.append(f"    {example}" if example else "    nothing here that it applies to")
    return "\n".join(lines) + "\n"
