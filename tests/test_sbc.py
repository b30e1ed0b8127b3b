"""Compiled programs as files: round trips, refusals with where and why, all-or-nothing writing."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgpack
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from seraphscript.vm.assembler import assemble, parse
from seraphscript.vm.errors import LoadError
from seraphscript.vm.program import HostUse
from seraphscript.vm.sbc import (
    FORMAT_VERSION,
    MAGIC,
    OPCODE_HASH,
    TABLES,
    join_parts,
    load_program,
    parse_program,
    save_program,
    split_parts,
)

SOURCE = """
type ints = array i32
const half = f64 0.5
lit text = "Grüße"
global counter = i32
host log = 0x77 void(str) "void log(const string &in)"
func one(i32 a) i32
    RET a
end
func main() i32 outs(u8)
    own s str
    own a ints
    reg i i32
    reg b u8
top:
    CALL one(i) -> i
    INCBLT_I32 i, i, top
x:
    HOST log(s)
y:
    OUT b, 0
    RET i
h:
    OUT b, 0
    RET i
    try x, y, h
end
"""
NONE = [0xFFFFFFFF, 0, 0, 0]


def test_round_trip() -> None:
    program = assemble(SOURCE)
    data = program.to_bytes()
    again = parse_program(data)
    assert again.to_bytes() == data
    assert again.fingerprint == program.fingerprint
    assert again.functions() == program.functions()
    assert again.host_functions() == [HostUse(0x77, "void log(const string &in)", ("str",), "void", ())]


def test_same_program_same_bytes() -> None:
    assert assemble(SOURCE).to_bytes() == assemble(SOURCE).to_bytes()
    assert assemble(SOURCE).fingerprint != assemble(SOURCE.replace("0.5", "0.25")).fingerprint


def test_stripping_keeps_what_runs() -> None:
    program = assemble(SOURCE)
    stripped = parse_program(program.to_bytes(strip=True))
    whole, rest = split_parts(program.to_bytes())[4], split_parts(stripped.to_bytes())[4]
    changed = {name for name in TABLES if whole[name] != rest[name]}
    assert changed <= {"funcs", "types", "globals", "hosts", "lines", "locals", "dbg_offsets", "dbg"}
    assert rest["lines"] == rest["locals"] == b""
    assert rest["code"] == whole["code"]
    assert stripped.functions() == program.functions()
    assert stripped.host_functions() == program.host_functions()
    assert len(stripped.to_bytes()) < len(program.to_bytes())
    assert parse_program(stripped.to_bytes(strip=True)).to_bytes() == stripped.to_bytes()


def test_save_and_load(tmp_path: Path) -> None:
    program = assemble(SOURCE)
    path = tmp_path / "p.sbc"
    program.save(path)
    assert load_program(path).fingerprint == program.fingerprint
    assert load_program(os.fspath(path)).fingerprint == program.fingerprint
    program.save(path, strip=True)
    assert load_program(path).fingerprint != program.fingerprint
    assert [entry.name for entry in tmp_path.iterdir()] == ["p.sbc"]


def test_nothing_partial_stays(tmp_path: Path) -> None:
    program = assemble(SOURCE)
    with pytest.raises(FileNotFoundError):
        program.save(tmp_path / "missing" / "p.sbc")
    folder = tmp_path / "p.sbc"
    folder.mkdir()
    (folder / "keep").touch()
    with pytest.raises(OSError, match=r"p\.sbc"):
        program.save(folder)
    assert [entry.name for entry in tmp_path.iterdir()] == ["p.sbc"]


def test_written_file_has_ordinary_permissions(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.touch()
    save_program(assemble(SOURCE), tmp_path / "p.sbc")
    assert stat.S_IMODE((tmp_path / "p.sbc").stat().st_mode) == stat.S_IMODE(other.stat().st_mode)


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    program = assemble(SOURCE)
    folder = tmp_path / "programs"
    folder.mkdir()
    link = tmp_path / "p.sbc"
    link.symlink_to(folder / "real.sbc")
    for _ in range(2):  # a link to nothing at first
        program.save(link)
        assert link.is_symlink()
        assert load_program(folder / "real.sbc").fingerprint == program.fingerprint
    assert [entry.name for entry in folder.iterdir()] == ["real.sbc"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_pipes_and_devices_are_written_to(tmp_path: Path) -> None:
    program = assemble(SOURCE)
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        program.save(pipe)
        assert os.read(reader, 1 << 16) == program.to_bytes()
    finally:
        os.close(reader)
    assert pipe.is_fifo()


def test_missing_file_and_directory(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        load_program(tmp_path / "none.sbc")
    with pytest.raises(IsADirectoryError):
        load_program(tmp_path)


# ---------------------------------------------------------------------------------------- refusals


def refusal(data: bytes, fingerprint: bytes | None = None, check: Callable[[HostUse], str] | None = None) -> LoadError:
    with pytest.raises(LoadError) as caught:
        parse_program(data, where="p.sbc", ffi_fingerprint=fingerprint, check_host=check)
    assert str(caught.value).startswith("p.sbc")
    return caught.value


def parts() -> list[Any]:
    return split_parts(assemble(SOURCE).to_bytes())


def packed(body: object) -> bytes:
    raw = body if isinstance(body, bytes) else msgpack.packb(body)
    return MAGIC + hashlib.blake2b(raw, digest_size=16).digest() + raw


def test_refuses_what_is_no_program() -> None:
    data = assemble(SOURCE).to_bytes()
    assert refusal(b"").reason == "empty file"
    assert refusal(b"void main() {}").reason == "not a compiled program"
    assert refusal(MAGIC.replace(b"\r\n", b"\n") + data[len(MAGIC) :]).reason == "not a compiled program"
    for cut in (len(MAGIC), len(MAGIC) + 7, 100, len(data) - 1):
        assert "checksum" in refusal(data[:cut]).reason
    assert "checksum" in refusal(data + b"\0").reason


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 255))
def test_refuses_every_flipped_byte(at: int, change: int) -> None:
    data = bytearray(assemble(SOURCE).to_bytes())
    data[at % len(data)] ^= change
    refusal(bytes(data))


def test_refuses_other_versions() -> None:
    tables = parts()[4]
    error = refusal(join_parts(None, NONE, tables, version=FORMAT_VERSION + 1))
    assert error.reason == f"format version {FORMAT_VERSION + 1}, this is {FORMAT_VERSION}: compile the program again"
    assert "other opcodes" in refusal(join_parts(None, NONE, tables, opcodes=OPCODE_HASH ^ 1)).reason


def test_refuses_other_forms() -> None:
    version, opcodes, _, scalars, tables = parts()
    bodies: list[tuple[Any, str]] = [
        (b"", "damaged"),
        (b"\xc1", "damaged"),
        (b"\x91" * 100_000, "damaged"),
        (b"\x81" * 100_000, "damaged"),
        (b"\xdd\xff\xff\xff\xff", "damaged"),
        (b"\xc6\xff\xff\xff\xff", "damaged"),
        ({}, "no version"),
        ([], "no version"),
        (["1"], "no version"),
        ([True, opcodes, None, scalars, tables], "no version"),
        ([version], "1 parts"),
        ([version, opcodes, None, scalars, tables, 0], "6 parts"),
        ([version, float(opcodes), None, scalars, tables], "other opcodes"),
        ([version, opcodes, "text", scalars, tables], "no bytes"),
        ([version, opcodes, b"x" * 65, scalars, tables], "no bytes"),
        ([version, opcodes, None, [0], tables], "four integers"),
        ([version, opcodes, None, [-1, 0, 0, 0], tables], "four integers"),
        ([version, opcodes, None, [1 << 32, 0, 0, 0], tables], "four integers"),
        ([version, opcodes, None, [1.0, 0, 0, 0], tables], "four integers"),
        ([version, opcodes, None, scalars, []], "not those of a program"),
        ([version, opcodes, None, scalars, {}], "not those of a program"),
        ([version, opcodes, None, scalars, {**tables, "more": b""}], "not those of a program"),
        ([version, opcodes, None, scalars, {**tables, "code": "text"}], "no bytes"),
        ([version, opcodes, None, scalars, {**tables, "code": b"1234567"}], "are no rows of 8"),
        ([version, opcodes, None, scalars, {**tables, "code": b""}], "does not begin with EXIT"),
        ([version, opcodes, None, scalars, {**tables, "const_kinds": b""}], "0 kinds for 1 constants"),
        ([version, opcodes, None, scalars, {**tables, "lit_offsets": b""}], "empty"),
        ([version, opcodes, None, scalars, {**tables, "dbg_offsets": b""}], "empty"),
        ([version, opcodes, None, [NONE[0], 1, 0, 0], tables], "unknown flags 1"),
    ]
    for body, message in bodies:
        assert message in str(refusal(packed(body))), body


def test_names_the_table() -> None:
    version, opcodes, fingerprint, scalars, tables = parts()
    error = refusal(packed([version, opcodes, fingerprint, scalars, {**tables, "lines": b"1"}]))
    assert error.where == "p.sbc: table lines"


def test_limits_the_size(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "huge.sbc"
    with path.open("wb") as file:
        file.truncate((256 << 20) + 1)
    with pytest.raises(LoadError, match="larger than 256 MiB"):
        load_program(path)


# ------------------------------------------------------------------------------------- the host


def test_asks_for_host_functions_unless_the_fingerprint_is_equal() -> None:
    asked: list[HostUse] = []

    def check(use: HostUse) -> str:
        asked.append(use)
        return "this host has it with another signature" if use.id == 0x77 else ""

    tables = parts()[4]
    file = join_parts(b"fingerprint", NONE, tables)
    assert parse_program(file).ffi_fingerprint == b"fingerprint"
    parse_program(file, ffi_fingerprint=b"fingerprint", check_host=check)
    assert asked == []
    error = refusal(file, b"another", check)
    assert error.where == "p.sbc: host function 'void log(const string &in)'"
    assert error.reason == "this host has it with another signature"
    refusal(join_parts(None, NONE, tables), None, check)
    assert len(asked) == 2
    parse_program(file, check_host=lambda use: "")


def test_names_missing_native_functions() -> None:
    made = parse('native gone = 0xdeadbeef f64(f64) "double gone(double)"\nfunc f() void\nRETV\nend')
    error = refusal(made.file())
    assert error.where == "p.sbc: native function 'double gone(double)'"
    assert error.reason == "this host does not have it"
