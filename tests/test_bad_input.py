"""Bad input, through the `seraph` command and through the API: one clear error, no crash, no hang, no partial output.

The command's time limit here is far above what it may take: a hang fails, a slow machine does not.
"""

from __future__ import annotations

import hashlib
import subprocess
import sysconfig
from pathlib import Path

import msgpack
import pytest
from bad_input.cases import DEEP, MANY, MOST_ERRORS, SINGLE
from seraphscript import BuildError, Context, LoadError, Module, Unit

SERAPH = Path(sysconfig.get_path("scripts"), "seraph")
TIMEOUT = 60
HEADER = 8 + 16  # magic and digest of a .sbc file
GAME = "int bonus = 2; int f(int n) { int s = 0; for (int i = 0; i < n; i++) s += i * bonus; return s; }"
MAIN = GAME + ' void main() { println("sum " + f(10)); }'
HOSTED = "int twice(int v) { return host::double_it(v); } void main() { println(twice(4)); }"


def seraph(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [SERAPH, *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="strict",
        timeout=TIMEOUT,
        check=False,
    )


def refused(*arguments: str | Path) -> str:
    """What a command that must be refused says."""
    done = seraph(*arguments)
    assert done.returncode == 1, f"exit code {done.returncode}: {done.stderr[-400:]}"
    assert done.stdout == ""
    assert done.stderr.strip()
    assert "Traceback" not in done.stderr
    return done.stderr


def output_to(path: Path | None) -> list[str | Path]:
    return ["-o", path] if path else []


def build(unit: Unit, data: bytes) -> None:
    unit.add_source("bad.as", data)
    unit.build()


def errors_in(text: str) -> int:
    return sum(") : ERR : " in line for line in text.splitlines())


# ---- files that are no sources


@pytest.mark.parametrize("command", ["run", "check", "build", "dis"])
def test_missing_file(command: str, tmp_path: Path) -> None:
    output = tmp_path / "out.sbc"
    text = refused(command, tmp_path / "none.as", *output_to(output if command == "build" else None))
    assert "none.as" in text
    assert len(text.splitlines()) == 1
    assert not output.exists()


@pytest.mark.parametrize("command", ["run", "check", "build", "dis"])
def test_directory(command: str, tmp_path: Path) -> None:
    folder = tmp_path / "folder.as"
    folder.mkdir()
    output = tmp_path / "out.sbc"
    text = refused(command, folder, *output_to(output if command == "build" else None))
    assert "folder.as" in text
    assert len(text.splitlines()) == 1
    assert not output.exists()


@pytest.mark.parametrize("content", [b"", b" \n\t\n"])
@pytest.mark.parametrize("command", ["run", "build", "check", "dis"])
def test_empty_file(tmp_path: Path, command: str, content: bytes) -> None:
    source, output = tmp_path / "empty.as", tmp_path / "out.sbc"
    source.write_bytes(content)
    text = refused(command, source, *output_to(output if command == "build" else None))
    assert "empty.as is empty" in text
    assert len(text.splitlines()) == 1
    assert not output.exists()


def test_script_without_main(tmp_path: Path) -> None:
    source = tmp_path / "other.as"
    source.write_bytes(b"void other() {}")
    text = refused("run", source)
    assert "main" in text
    assert len(text.splitlines()) == 1


def test_output_in_a_missing_folder(tmp_path: Path) -> None:
    source = tmp_path / "good.as"
    source.write_text(MAIN, encoding="utf-8")
    text = refused("build", source, "-o", tmp_path / "none" / "out.sbc")
    assert len(text.splitlines()) == 1


def test_failed_build_leaves_the_old_output(tmp_path: Path) -> None:
    source, output = tmp_path / "script.as", tmp_path / "out.sbc"
    source.write_text(MAIN, encoding="utf-8")
    assert seraph("build", source, "-o", output).returncode == 0
    before = output.read_bytes()
    source.write_text("void main() { undefined(); }", encoding="utf-8")
    refused("build", source, "-o", output)
    assert output.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.sbc", "script.as"]


def test_hundred_megabytes_of_parentheses(tmp_path: Path) -> None:
    source = tmp_path / "large.as"
    source.write_bytes(b"(" * (100 << 20))
    text = refused("build", source, "-o", tmp_path / "out.sbc")
    assert "large.as" in text
    assert len(text.splitlines()) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["large.as"]
    with pytest.raises(BuildError) as caught:
        build(Context().create_unit("large"), source.read_bytes())
    assert len(str(caught.value)) < 1000


# ---- sources


@pytest.mark.parametrize("name", [*SINGLE, *MANY])
def test_source_through_the_command(name: str, tmp_path: Path) -> None:
    source, output = tmp_path / "bad.as", tmp_path / "out.sbc"
    source.write_bytes((SINGLE | MANY)[name]())
    text = refused("build", source, "-o", output)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bad.as"]
    assert len(text) < 200_000
    count = errors_in(text)
    if name in SINGLE:
        assert count == 1, text[:2000]
    else:
        assert 1 <= count <= MOST_ERRORS
    assert refused("run", source) == text


@pytest.mark.parametrize("name", [*SINGLE, *MANY])
def test_source_through_the_api(name: str) -> None:
    unit = Context().create_unit("bad")
    data = (SINGLE | MANY)[name]()
    with pytest.raises(BuildError) as caught:
        build(unit, data)
    found = [item for item in caught.value.diagnostics if item.severity == "error"]
    assert 1 <= len(found) <= (1 if name in SINGLE else MOST_ERRORS)
    assert all(item.message and item.line >= 1 and item.column >= 1 for item in found)
    assert not unit.is_built


@pytest.mark.parametrize("name", DEEP)
def test_deep_source(name: str, tmp_path: Path) -> None:
    """Whether it compiles is up to the parser; if not, one error says why."""
    source = tmp_path / "deep.as"
    source.write_bytes(DEEP[name]())
    done = seraph("check", source)
    assert done.returncode in (0, 1)
    assert "Traceback" not in done.stderr
    assert done.returncode == 0 or errors_in(done.stderr) == 1


def test_a_context_survives_bad_sources() -> None:
    context = Context()
    for name in ("nested_parentheses", "unterminated_string", "binary_junk"):
        unit = context.create_unit(name)
        with pytest.raises(BuildError):
            build(unit, (SINGLE | MANY)[name]())
    unit = context.create_unit("good")
    unit.add_source("good.as", GAME)
    unit.build()
    assert unit.call("f", 10) == 90


# ---- compiled programs


@pytest.fixture(scope="module")
def compiled() -> bytes:
    unit = Context().create_unit("game")
    unit.add_source("game.as", MAIN)
    return unit.build().to_bytes()


def sealed(body: list[object]) -> bytes:
    """A file of this body with a right digest."""
    packed: bytes = msgpack.packb(body)
    return b"\x89SBC\r\n\x1a\n" + hashlib.blake2b(packed, digest_size=16).digest() + packed


def with_field(data: bytes, index: int, value: object) -> bytes:
    body = msgpack.unpackb(data[HEADER:])
    body[index] = value
    return sealed(body)


def check_program(data: bytes, part: str, folder: Path) -> None:
    """Refused by the command and by the API, with this in the message."""
    path = folder / "bad.sbc"
    path.write_bytes(data)
    with pytest.raises(LoadError) as caught:
        Context().load_program(path)
    assert part in str(caught.value)
    assert caught.value.reason
    for command in ("run", "dis"):
        text = refused(command, path)
        assert part in text
        assert len(text.splitlines()) == 1


def test_the_file_format_is_known_here(compiled: bytes, tmp_path: Path) -> None:
    """The mutations below change what they mean to change: the same file, written anew, is accepted."""
    path = tmp_path / "good.sbc"
    path.write_bytes(sealed(msgpack.unpackb(compiled[HEADER:])))
    done = seraph("run", path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "sum 90\n", "")


@pytest.mark.row("VM-12")
def test_truncated_program(compiled: bytes) -> None:
    context = Context()
    for length in [4, 7, 8, 20, HEADER, HEADER + 1, *range(HEADER, len(compiled), 97), len(compiled) - 1]:
        with pytest.raises(LoadError):
            context.parse_program(compiled[:length])


@pytest.mark.row("VM-12")
def test_bit_flips(compiled: bytes) -> None:
    """Without a new digest every flip is found."""
    context = Context()
    for position in [*range(64), *range(64, len(compiled) * 8, 401)]:
        damaged = bytearray(compiled)
        damaged[position // 8] ^= 1 << (position % 8)
        with pytest.raises(LoadError):
            context.parse_program(bytes(damaged))


def test_truncated_program_through_the_command(compiled: bytes, tmp_path: Path) -> None:
    check_program(compiled[: len(compiled) // 2], "", tmp_path)


def test_flipped_program_through_the_command(compiled: bytes, tmp_path: Path) -> None:
    damaged = bytearray(compiled)
    damaged[len(damaged) // 2] ^= 16
    check_program(bytes(damaged), "", tmp_path)


def test_other_version(compiled: bytes, tmp_path: Path) -> None:
    check_program(with_field(compiled, 0, 999), "version", tmp_path)


def test_other_opcode_table(compiled: bytes, tmp_path: Path) -> None:
    check_program(with_field(compiled, 1, 12345), "opcode", tmp_path)


def test_body_of_other_types(compiled: bytes) -> None:
    context = Context()
    for index in range(5):
        values: list[object] = [None, "text", [], {}, -1, 2**63, b"", 1.5]
        for value in values:
            if index == 2 and value in (None, b""):
                continue  # a fingerprint is only compared
            with pytest.raises(LoadError):
                context.parse_program(with_field(compiled, index, value))
    for body in ([], [1], None, 7, {"a": 1}):
        with pytest.raises(LoadError):
            context.parse_program(sealed(body))  # type: ignore[arg-type]


def hosted(declaration: str | None) -> Context:
    module = Module("host")
    if declaration is not None:
        module.function(declaration)(lambda *values: values[0])
    context = Context()
    context.install(module)
    return context


HOST_CASES = [
    pytest.param(None, id="missing"),
    pytest.param("int64 double_it(int v)", id="other-result"),
    pytest.param("int double_it(double v)", id="other-parameter"),
    pytest.param("int double_it(int v, int w)", id="more-parameters"),
]


@pytest.mark.parametrize("declaration", HOST_CASES)
def test_host_functions_that_this_host_lacks(declaration: str | None, tmp_path: Path) -> None:
    unit = hosted("int double_it(int v)").create_unit("game")
    unit.add_source("game.as", HOSTED)
    unit.build()
    path = tmp_path / "game.sbc"
    unit.save(path)
    with pytest.raises(LoadError) as caught:
        hosted(declaration).load_program(path)
    assert "double_it" in str(caught.value)
    assert hosted("int double_it(int v)").load_program(path).function_count == 2
    if declaration is None:
        assert "double_it" in refused("run", path)


def test_a_host_with_more_functions_still_fits(tmp_path: Path) -> None:
    unit = hosted("int double_it(int v)").create_unit("game")
    unit.add_source("game.as", HOSTED)
    unit.build()
    path = tmp_path / "game.sbc"
    unit.save(path)
    richer = hosted("int double_it(int v)")
    extra = Module("extra")
    extra.function("void nothing()")(lambda: None)
    richer.install(extra)
    written: list[str] = []
    with richer.instantiate(richer.load_program(path), output=written.append) as world:
        world.call("void main()")
    assert "".join(written) == "4\n"
