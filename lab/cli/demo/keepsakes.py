"""What the demo leaves behind: the data and the pictures, written whole or not at all."""

import shutil
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from analysis.counts import counts_figure
from analysis.plain_text import plain_json
from analysis.style import save, to_bytes
from analysis.timeline import timelines
from lab.cli.demo.telling import CAST
from lab.cli.graph_files import NotWritten, write
from lab.cli.output import dumped
from lab.cli.systems import signatures
from lab.experiments import Study
from lab.own_folder import own_folder
from lab.trace import mermaid, to_json
from lab.workshop import Performance


def leave(performance: Performance, out: Path, featured: str) -> list[tuple[Path, str]]:
    """Write every file of the demo into ``out`` and say what each is."""
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with own_folder(out.parent) as made:
            told = list(_write(performance, made, featured))
            out.mkdir(exist_ok=True)
            for path, _ in told:
                shutil.move(path, out / path.name)
    except OSError as error:
        reason = error.strerror or error
        raise NotWritten(
            f"The demo's files cannot be written to {out}: {reason}; choose another --out."
        ) from error
    return [(out / path.name, what) for path, what in told]


def leave_change(made: Study, out: Path) -> tuple[Path, str]:
    """Draw both designs before and after a change, the difference in colour, into ``out``."""
    from analysis.difference.picture import difference_picture

    name = made.experiment.name
    figure = difference_picture(
        *(found.difference for found in made.found.values()),
        title=made.experiment.title,
        view="services",
    )
    picture = out / f"{name}.png"
    write(to_bytes(figure, "png"), picture)
    return picture, f"{name}: what it adds and changes, a slide"


def _write(performance: Performance, folder: Path, featured: str) -> Iterator[tuple[Path, str]]:
    yield from _pictures(performance, folder, featured)
    for design, act in performance.acts.items():
        diagram = folder / f"{featured}-{design}.mmd"
        diagram.write_text(mermaid(act.traces[featured]), encoding="utf-8")
        yield diagram, f"{featured}'s order in {design}, a Mermaid sequence diagram"
        data = folder / f"traces-{design}.json"
        data.write_text(plain_json(to_json(*act.traces.values())), encoding="utf-8")
        yield data, f"every order's trace in {design}, for `ripple trace`"
    outcomes = folder / "outcomes.json"
    outcomes.write_text(dumped(performance.to_json()), encoding="utf-8")
    yield outcomes, "outcomes, invariants and counts of both designs"


def _pictures(performance: Performance, folder: Path, featured: str) -> Iterator[tuple[Path, str]]:
    both_ways = timelines(
        [act.traces[featured] for act in performance.acts.values()],
        title=f"One order, two ways: {featured}'s order is refused at the last step, and undone",
    )
    took = counts_figure(
        {
            f"{part.order.order_id}: {part.ends}": {
                design: asdict(act.counts[part.order.order_id])
                for design, act in performance.acts.items()
            }
            for part in CAST
        },
        title="What each order took",
        told=signatures(),
    )
    for name, figure, what in (
        (f"{featured}-both-ways", both_ways, f"{featured}'s order in both designs, a slide"),
        ("counts", took, "what each order took, a slide"),
    ):
        for kind in ("png", "svg"):
            yield save(figure, folder / f"{name}.{kind}"), what
