"""The seraph command: options, streams, exit codes, and what it makes of bad files."""

from __future__ import annotations

import json
import os
import subprocess
import sysconfig
from pathlib import Path

import pytest
from seraphscript import __version__

SERAPH = Path(sysconfig.get_path("scripts"), "seraph")


def seraph(*arguments: str | Path, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [SERAPH, *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
        cwd=cwd,
    )


def script(folder: Path, text: str | bytes, name: str = "a.as") -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_version_and_help() -> None:
    assert seraph("--version").stdout == f"seraph {__version__}\n"
    for arguments in (["--help"], ["run", "--help"], ["build", "--help"], ["check", "--help"], ["dis", "--help"]):
        done = seraph(*arguments)
        assert done.returncode == 0
        assert "usage: seraph" in done.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["run"],
        ["nope"],
        ["build", "a.as"],
        ["run", "--budget", "0", "a.as"],
        ["run", "--deadline", "x", "a.as"],
        ["check", "--format", "xml", "a.as"],
    ],
)
def test_usage(arguments: list[str]) -> None:
    done = seraph(*arguments)
    assert (done.returncode, done.stdout) == (64, "")
    assert "usage: seraph" in done.stderr
    assert "Traceback" not in done.stderr
    assert arguments != ["run"] or done.stderr.endswith(" are required: FILE\n")


def test_run_with_arguments(tmp_path: Path) -> None:
    path = script(tmp_path, "void main(array<string>@ args) { foreach (auto a : args) println('[' + a + ']'); }")
    done = seraph("run", path, "one", "--two", "", "-o", "drei é")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "[one]\n[--two]\n[]\n[-o]\n[drei é]\n"
    assert seraph("run", path).stdout == ""


@pytest.mark.parametrize(("text", "code"), [("int main() { return 7; }", 7), ("int main() { return -1; }", 255)])
def test_result_of_main_is_the_exit_code(tmp_path: Path, text: str, code: int) -> None:
    done = seraph("run", script(tmp_path, text))
    assert (done.returncode, done.stdout, done.stderr) == (code, "", "")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is empty"),
        ("int f() { return 1; }", "no function main"),
        ("void main(int a) {}", "main must take no parameters or one array<string>"),
        ("void main() {} void main(array<string>@ a) {}", "more than one function main"),
    ],
)
def test_no_main(tmp_path: Path, text: str, message: str) -> None:
    done = seraph("run", script(tmp_path, text))
    assert (done.returncode, done.stdout) == (1, "")
    assert message in done.stderr


def test_streams_keep_their_order(tmp_path: Path) -> None:
    path = script(tmp_path, "void main() { println('1'); eprintln('2'); print('3'); int x = 0; x = 1 / x; }")
    done = subprocess.run(
        [SERAPH, "run", path], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", check=False
    )
    assert done.returncode == 2
    assert done.stdout.startswith("1\n2\n3")
    assert "Divide by zero" in done.stdout.split("3", 1)[1]


def test_exception_has_a_traceback(tmp_path: Path) -> None:
    text = "int f(int x) {\n  return 1 / x;\n}\nvoid main() {\n  println('before');\n  f(0);\n}\n"
    done = seraph("run", script(tmp_path, text))
    assert (done.returncode, done.stdout) == (2, "before\n")
    lines = done.stderr.splitlines()
    assert any("a.as" in line and "line 6" in line and "main" in line for line in lines)
    assert any("a.as" in line and "line 2" in line and "f" in line for line in lines)
    assert "return 1 / x;" in done.stderr
    assert "Divide by zero" in lines[-1]


@pytest.mark.parametrize(
    ("option", "text"),
    [
        (["--budget", "10000"], "void main() { while (true) {} }"),
        (["--deadline", "0.05"], "void main() { while (true) {} }"),
        (["--budget", "10000"], "int x = f(); int f() { while (true) {} return 1; } void main() {}"),
        (["--memory-limit", "1000000"], "void main() { array<int> a(10000000); }"),
    ],
)
def test_limits(tmp_path: Path, option: list[str], text: str) -> None:
    done = seraph("run", *option, script(tmp_path, text))
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.strip()


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ("\n  while (true) {\n  }\n", 3),
        ("\n  for (;;)\n    ;\n", 3),
        ("\n  do {\n  } while (true);\n", 4),
        ("\n  int n = 0;\n  while (true) {\n    n ^= 1;\n  }\n", 5),
        ("\n  int n = 0;\n  while (n < 1) {\n    n ^= n;\n  }\n", 5),
    ],
)
def test_a_limit_names_the_loop(tmp_path: Path, body: str, line: int) -> None:
    text = f"void main() {{ spin(); }}\nvoid spin() {{{body}}}\n"
    done = seraph("run", "--budget", "10000", script(tmp_path, text), cwd=tmp_path)
    assert done.returncode == 3
    first, _, last, source, message = done.stderr.splitlines()[1:]
    assert "line 1" in first
    assert f"line {line}, " in last
    assert source.strip() == text.splitlines()[line - 1].strip()
    assert message == "BudgetExceeded: Budget exceeded"


def test_no_traceback_without_calls(tmp_path: Path) -> None:
    done = seraph("run", "--memory-limit", "1", script(tmp_path, "void main() {}"))
    assert (done.returncode, done.stderr) == (
        3,
        "MemoryLimitExceeded: The instance has reached its memory limit\n",
    )


def test_endless_recursion_is_no_crash(tmp_path: Path) -> None:
    done = seraph("run", script(tmp_path, "int f(int x) { return f(x + 1) + 1; } void main() { f(0); }"))
    assert done.returncode in (2, 3)
    assert "Stack overflow" in done.stderr


def test_errors_show_the_place(tmp_path: Path) -> None:
    path = script(tmp_path, "void main() {\n\tint x = unknown;\n}\n")
    for command in ("run", "check"):
        done = seraph(command, path)
        assert (done.returncode, done.stdout) == (1, "")
        head, source, caret = done.stderr.splitlines()[:3]
        assert head.startswith(f"{path} (2, 10) : ERR : ")
        assert source == "  \tint x = unknown;"
        assert caret.rstrip("~") == "  \t        ^"


def test_check(tmp_path: Path) -> None:
    good = script(tmp_path, "int f() { return g(); }", "good.as")
    more = script(tmp_path, "int g() { return 1; }", "more.as")
    done = seraph("check", good, more)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    clean = {"version": 1, "errors": 0, "warnings": 0, "diagnostics": []}
    assert json.loads(seraph("check", "--format", "json", good, more).stdout) == clean
    done = seraph("check", "--format", "json", good)
    assert (done.returncode, done.stderr) == (1, "")
    document = json.loads(done.stdout)
    assert (document["version"], document["errors"], document["warnings"]) == (1, 1, 0)
    (item,) = document["diagnostics"]
    assert (item["file"], item["severity"], item["code"], item["name"]) == (str(good), "error", "E0401", "unknown-name")
    assert item["range"] == {"start": {"line": 1, "column": 18}, "end": {"line": 1, "column": 19}}
    assert set(item) == {"file", "range", "severity", "code", "name", "message", "hint", "related"}


WARNS = "void main() { println(1); return; println(2); }"


def test_warnings(tmp_path: Path) -> None:
    path = script(tmp_path, WARNS)
    for words, code, shown in (
        ([], 0, "WARN"),
        (["no-unreachable-code"], 0, ""),
        (["no-all"], 0, ""),
        (["no-all", "unreachable-code"], 0, "WARN"),
        (["error"], 1, "ERR"),
        (["error=unreachable-code"], 1, "ERR"),
        (["error=shadowing"], 0, "WARN"),
        (["error", "no-unreachable-code"], 0, ""),
    ):
        options = [option for word in words for option in ("-W", word)]
        done = seraph("check", *options, path)
        assert (done.returncode, done.stdout) == (code, "")
        assert done.stderr.startswith(f"{path} (1, 35) : {shown} : unreachable code [unreachable-code]") == bool(shown)
        assert bool(done.stderr) == bool(shown)
    done = seraph("check", "-W", "no-such", path)
    assert done.returncode == 64
    assert "no warning 'such'" in done.stderr


def test_run_shows_warnings_when_asked(tmp_path: Path) -> None:
    path = script(tmp_path, WARNS)
    assert seraph("run", path).stderr == ""
    done = seraph("run", "-W", "all", path)
    assert (done.returncode, done.stdout) == (0, "1\n")
    assert "[unreachable-code]" in done.stderr
    done = seraph("run", "-W", "error", path)
    assert (done.returncode, done.stdout) == (1, "")


def test_check_json_of_unusable_files(tmp_path: Path) -> None:
    good, empty, missing = script(tmp_path, "void main() {}"), script(tmp_path, " \n", "empty.as"), tmp_path / "no.as"
    done = seraph("check", "--format", "json", good, empty, missing, tmp_path)
    document = json.loads(done.stdout)
    assert (done.returncode, done.stderr, document["errors"], document["warnings"]) == (1, "", 3, 0)
    found = [(d["file"], d["name"], d["code"], d["message"]) for d in document["diagnostics"]]
    assert found == [
        (str(empty), "unusable-file", "", f"{empty} is empty: there is nothing to compile"),
        (str(missing), "unusable-file", "", f"{missing}: no such file"),
        (str(tmp_path), "unusable-file", "", f"{tmp_path} is a directory"),
    ]
    start = {"line": 1, "column": 1}
    assert document["diagnostics"][0]["range"] == {"start": start, "end": start}


@pytest.mark.skipif(os.name != "posix", reason="names of files are bytes there")
def test_file_names_that_are_no_text(tmp_path: Path) -> None:
    for name, text in ((b"bad\xff.as", "void main() { int x = y; }"), (b"none\xff.as", "")):
        path = os.fsdecode(os.fsencode(tmp_path) + b"/" + name)
        Path(path).write_text(text)
        done = seraph("check", "--format", "json", path)
        assert done.returncode == 1, done.stderr
        (item,) = json.loads(done.stdout)["diagnostics"]
        assert item["file"] == path.replace("\udcff", "\\xff")
        assert "\\ud" not in done.stdout
        done = seraph("check", path)
        assert (done.returncode, done.stdout) == (1, "")
        assert "Traceback" not in done.stderr


def test_check_json_of_bad_file(tmp_path: Path) -> None:
    done = seraph("check", "--format", "json", script(tmp_path, b"int x\xff;"))
    assert done.returncode == 1
    (item,) = json.loads(done.stdout)["diagnostics"]
    assert (item["code"], item["name"]) == ("E0107", "invalid-utf8")
    assert "UTF-8" in item["message"]


def test_build_and_run(tmp_path: Path) -> None:
    first = script(tmp_path, "void main() { println(value() + 1); }", "first.as")
    second = script(tmp_path, "int value() { return 41; }", "second.as")
    for strip in ([], ["--strip"]):
        done = seraph("build", *strip, first, second, "-o", tmp_path / "out.bin")
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
        assert seraph("run", tmp_path / "out.bin").stdout == "42\n"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["first.as", "out.bin", "second.as"]


def test_modules(tmp_path: Path) -> None:
    path = script(tmp_path, "void main() { println(rand(1, 2)); vec::Vec2 v(1, 2); println(v.y); }")
    assert seraph("run", "-m", "random", "--module", "vec", path).stdout == "1\n2\n"
    assert "hint: the module 'random' has it: Context(modules=['random'])" in seraph("check", "-m", "vec", path).stderr
    assert "hint: the module 'vec' has it: Context(modules=['vec'])" in seraph("check", path).stderr
    assert seraph("check", "-m", "random", "-m", "vec", path).returncode == 0
    assert "Vec2" in seraph("dis", "-m", "random", "-m", "vec", path).stdout
    seraph("build", "-m", "random", "-m", "vec", path, "-o", tmp_path / "a.sbc")
    assert seraph("run", "-m", "random", "-m", "vec", tmp_path / "a.sbc").stdout == "1\n2\n"
    refused = seraph("run", tmp_path / "a.sbc")
    assert (refused.returncode, refused.stderr) == (1, "seraph: host functions: 'int rand(int, int)' is missing\n")
    unknown = seraph("run", "-m", "nothing", path)
    assert unknown.returncode == 64
    assert "vec" in unknown.stderr


def test_dis(tmp_path: Path) -> None:
    path = script(tmp_path, "int f(int a) {\n  return a * 3;\n}\nvoid main() { println(f(1)); }")
    done = seraph("dis", path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "int f(int)" in done.stdout
    assert "return a * 3;" in done.stdout
    seraph("build", path, "-o", tmp_path / "a.sbc")
    assert "int f(int)" in seraph("dis", tmp_path / "a.sbc").stdout


@pytest.mark.parametrize("command", [["run"], ["check"], ["dis"], ["build", "-o", "out.sbc"]])
def test_files_that_cannot_be_read(tmp_path: Path, command: list[str]) -> None:
    for name, message in ((str(tmp_path), "is a directory"), ("nope.as", "no such file"), ("", ": no such file")):
        done = seraph(*command, name, cwd=tmp_path)
        assert (done.returncode, done.stdout) == (1, "")
        assert message in done.stderr
        assert len(done.stderr.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "data",
    [
        b"\x00\x01\x02\xff\xfe" * 100,
        b"\x89SBC\r\n\x1a\n",
        b"\x89SBC\r\n\x1a\n" + b"\x00" * 100,
        b'void main() { string s = "abc; }',
        b"void main() { /* ",
        b'void main() { string s = """ ',
        b"\xef\xbb\xbfvoid main() { 1 }",
    ],
)
def test_bad_contents(tmp_path: Path, data: bytes) -> None:
    path = script(tmp_path, data)
    for command in (["run"], ["check"], ["dis"], ["build", "-o", tmp_path / "out.sbc"]):
        done = seraph(*command, path)
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr.strip()
        assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == [path]


def test_file_that_is_too_large(tmp_path: Path) -> None:
    path = tmp_path / "large.as"
    with path.open("wb") as file:
        file.truncate(100 << 20)
    for command in ("run", "check", "dis"):
        done = seraph(command, path)
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr == f"{path} (1, 1) : ERR : the source is larger than 64 MiB\n"


def test_file_with_byte_order_mark(tmp_path: Path) -> None:
    assert seraph("run", script(tmp_path, b"\xef\xbb\xbfvoid main() { println('x'); }")).stdout == "x\n"


def test_output_that_cannot_be_written(tmp_path: Path) -> None:
    path = script(tmp_path, "void main() {}")
    for target in (tmp_path, tmp_path / "no" / "such" / "out.sbc"):
        done = seraph("build", path, "-o", target)
        assert (done.returncode, done.stdout) == (1, "")
        assert len(done.stderr.splitlines()) == 1
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("name", ["a.as", "./a.as", "link.as"])
def test_a_source_is_not_overwritten(tmp_path: Path, name: str) -> None:
    path = script(tmp_path, "void main() {}")
    (tmp_path / "link.as").symlink_to(path)
    done = seraph("build", "a.as", "-o", name, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"seraph: {name} is one of the sources, it cannot be the output\n"
    assert path.read_text() == "void main() {}"


def test_a_compiled_program_is_no_source(tmp_path: Path) -> None:
    seraph("build", script(tmp_path, "void main() {}"), "-o", "a.sbc", cwd=tmp_path)
    for command in (["check"], ["build", "-o", "b.sbc"]):
        done = seraph(*command, "a.sbc", cwd=tmp_path)
        assert (done.returncode, done.stderr) == (1, "seraph: a.sbc is a compiled program, not a source\n")
    assert not (tmp_path / "b.sbc").exists()


def test_memory_limit_out_of_range(tmp_path: Path) -> None:
    done = seraph("run", "--memory-limit", "9" * 20, script(tmp_path, "void main() {}"))
    assert (done.returncode, done.stderr) == (64, "seraph run: memory_limit: bytes, from 1 to 2**40\n")


def test_characters_that_the_terminal_does_not_know(tmp_path: Path) -> None:
    path = script(tmp_path, "void main() { println('é€'); }")
    for command, text in (("run", "\\xe9\\u20ac\n"), ("dis", "println('\\xe9\\u20ac');")):
        done = subprocess.run(
            [SERAPH, command, path],
            env={**os.environ, "PYTHONIOENCODING": "ascii"},
            capture_output=True,
            encoding="ascii",
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, "")
        assert text in done.stdout


@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="needs /dev/full")
def test_no_room_for_the_output(tmp_path: Path) -> None:
    path = script(tmp_path, "void main() { println('x'); }")
    for command in ("run", "dis"):
        with Path("/dev/full").open("wb") as full:
            done = subprocess.run([SERAPH, command, path], stdout=full, stderr=subprocess.PIPE, check=False)
        assert done.returncode == 1
        assert done.stderr.startswith(b"seraph: the output cannot be written: ")
        assert done.stderr.count(b"\n") == 1


@pytest.mark.skipif(os.name != "posix", reason="pipes of POSIX")
def test_reader_that_goes_away(tmp_path: Path) -> None:
    path = script(tmp_path, "void main() { for (int i = 0; i < 100000; i++) println('line ' + i); }")
    with subprocess.Popen([SERAPH, "run", path], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline() == b"line 0\n"
        process.stdout.close()
        assert process.stderr.read() == b""
        process.wait(60)
