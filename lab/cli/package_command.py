"""`ripple package`: a design as a folder that AWS's own tools deploy."""

from pathlib import Path

import click

from lab.cli import completion
from lab.cli.graph_files import refuse_unwritable
from lab.cli.output import say, say_json
from lab.designs import design_named
from lab.packaging import package as write_package

CAPABILITIES = "CAPABILITY_IAM CAPABILITY_AUTO_EXPAND"


@click.command()
@click.argument("design", shell_complete=completion.design)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="Folder to write (default: build/package/DESIGN).",
)
@click.option(
    "--s3-bucket", metavar="BUCKET", help="Upload the code there, as CloudFormation wants."
)
@click.option("--s3-prefix", metavar="PREFIX", default="", help="Folder in the bucket.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def package(
    design: str, out: Path | None, s3_bucket: str | None, s3_prefix: str, as_json: bool
) -> None:
    """Write a folder that AWS deploys.

    DESIGN is choreography or orchestration. The folder holds the template and one zip a function,
    with just the modules it imports: `sam deploy` takes it as it is. With --s3-bucket the code is
    uploaded, and `aws cloudformation deploy` takes the template as it is.
    """
    chosen = design_named(design)
    if s3_prefix and not s3_bucket:
        raise click.UsageError("--s3-prefix needs --s3-bucket.")
    folder = out or Path("build") / "package" / chosen.name
    refuse_unwritable(folder, folder=True)
    template = write_package(
        chosen, folder, bucket=s3_bucket, prefix=s3_prefix, s3=_s3() if s3_bucket else None
    )
    deploy = _command(template, chosen.stack, uploaded=s3_bucket is not None)
    if as_json:
        zips = {zipped.stem: str(zipped) for zipped in sorted(folder.glob("functions/*.zip"))}
        report = {"side": chosen.name, "template": str(template), "functions": zips}
        say_json({**report, "bucket": s3_bucket, "deploy": deploy}, 2)
        return
    say(f"{template} is ready. To deploy it:\n\n  {deploy}")


def _s3() -> object:
    import boto3

    return boto3.client("s3")


def _command(template: Path, stack: str, *, uploaded: bool) -> str:
    if uploaded:
        tool = f"aws cloudformation deploy --template-file {template}"
    else:
        tool = f"sam deploy --template-file {template} --resolve-s3"
    return f"{tool} --stack-name {stack} --capabilities {CAPABILITIES}"
