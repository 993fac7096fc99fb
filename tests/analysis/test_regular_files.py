"""No regular file, no answer; and no more of one than was asked for."""

import os
import socket
from pathlib import Path

import pytest

from analysis.regular_files import NotRegular, TooLarge, is_regular, read_regular


def test_a_regular_file_is_read_whole(tmp_path: Path) -> None:
    file = tmp_path / "orders.jsonl"
    file.write_bytes(b"12345")

    assert read_regular(file, 5) == b"12345"
    assert is_regular(file)


def test_a_link_to_a_regular_file_is_followed(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x")
    (tmp_path / "link").symlink_to("file")

    assert read_regular(tmp_path / "link", 1) == b"x"


def test_more_than_was_asked_for_is_refused_with_the_figure(tmp_path: Path) -> None:
    file = tmp_path / "long"
    file.write_bytes(b"123456")

    with pytest.raises(TooLarge) as refused:
        read_regular(file, 5)
    assert refused.value.strerror == "it has 6 bytes, more than 5 bytes"


def test_a_pipe_is_refused_at_once_though_nobody_writes_to_it(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)

    with pytest.raises(NotRegular) as refused:
        read_regular(pipe, 5)
    assert refused.value.strerror == "it is a pipe, not a regular file"
    assert not is_regular(pipe)


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/urandom", "/dev/null", "/dev/tty"])
def test_a_device_is_refused_before_it_is_opened(
    device: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "open", lambda *_: pytest.fail("it was opened"))

    with pytest.raises(NotRegular):
        read_regular(Path(device), 5)


def test_a_socket_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # a socket's path may not be long
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket")
        with pytest.raises(NotRegular):
            read_regular(Path("socket"), 5)


def test_a_file_that_becomes_a_pipe_before_it_is_opened_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, pipe = tmp_path / "file", tmp_path / "pipe"
    file.write_bytes(b"x")
    os.mkfifo(pipe)
    true_open = os.open
    monkeypatch.setattr(os, "open", lambda path, flags: true_open(pipe, flags))

    with pytest.raises(NotRegular):
        read_regular(file, 5)


def test_folders_missing_files_and_names_that_none_can_have_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(IsADirectoryError):
        read_regular(tmp_path, 5)
    with pytest.raises(FileNotFoundError):
        read_regular(tmp_path / "nothing", 5)
    with pytest.raises(ValueError, match="null"):
        read_regular(tmp_path / "a\0b", 5)
    assert not is_regular(tmp_path / "a\0b")
