"""Writes a packed design as a folder that `sam deploy` or CloudFormation takes as it is."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lab.designs import Design
from lab.errors import PackagingFailed
from lab.own_folder import written_whole
from lab.packaging import template as sam
from lab.packaging.bundle import Bundle, bundled, digest

MARK = "Packaged by Ripple Lab"


def package(
    design: Design,
    out: Path,
    *,
    bucket: str | None = None,
    prefix: str = "",
    s3: Any = None,
) -> Path:
    """Write out/template.yaml, out/functions/<LogicalId>.zip and the state machines' definitions.

    Without a bucket the template names the files beside it, which `sam deploy` uploads. With one,
    they are uploaded through s3 (a boto3 client) under prefix, and the template names them there,
    which `aws cloudformation deploy` takes. The folder appears whole or not at all.
    Returns the template's path; raises PackagingFailed.
    """
    bundle = bundled(design)
    _refuse_foreign(out)
    with _written_whole(out) as folder:
        (folder / "functions").mkdir()
        for logical_id, zipped in bundle.archives.items():
            (folder / "functions" / f"{logical_id}.zip").write_bytes(zipped)
        for name, definition in bundle.definitions.values():
            (folder / name).write_bytes(definition)
        template = _placed(bundle, s3, bucket, prefix)
        text = sam.write(template, f"{MARK} from {design.name}/template.yaml.")
        (folder / "template.yaml").write_text(text, encoding="utf-8")
    return out / "template.yaml"


def _placed(bundle: Bundle, s3: Any, bucket: str | None, prefix: str) -> sam.Template:
    """The template that names each file where it is: in the bucket, or beside it."""

    def put(name: str, content: bytes, suffix: str) -> str:
        if bucket is None:
            return name
        key = "/".join(filter(None, [prefix.strip("/"), digest(content) + suffix]))
        try:
            s3.put_object(Bucket=bucket, Key=key, Body=content)
        except Exception as error:
            raise PackagingFailed(
                f"Nothing can be uploaded to s3://{bucket}/{key}: {error}."
            ) from error
        return f"s3://{bucket}/{key}"

    zips, definitions = bundle.archives.items(), bundle.definitions.items()
    return bundle.placed(
        {each: put(f"functions/{each}.zip", zipped, ".zip") for each, zipped in zips},
        {each: put(name, content, ".asl.json") for each, (name, content) in definitions},
    )


def _refuse_foreign(out: Path) -> None:
    if not out.exists():
        return
    if not out.is_dir():
        raise PackagingFailed(f"{out} is a file: choose another folder with --out.")
    if any(out.iterdir()) and not _is_ours(out / "template.yaml"):
        raise PackagingFailed(
            f"{out} is not empty and not a package of ours: empty it or choose another with --out."
        )


def _is_ours(template: Path) -> bool:
    try:
        with template.open(encoding="utf-8") as lines:
            return MARK in lines.readline()
    except (OSError, UnicodeDecodeError):
        return False


@contextlib.contextmanager
def _written_whole(out: Path) -> Iterator[Path]:
    try:
        with written_whole(out) as folder:
            yield folder
    except OSError as error:
        raise PackagingFailed(f"{out} cannot be written: {error.strerror}.") from error
