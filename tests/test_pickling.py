"""Pickles: what goes to other processes, what does not and says so, and that a process makes a context only once."""

from __future__ import annotations

import copy
import multiprocessing
import os
import pickle
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import workers
from seraphscript import (
    AlreadySealedError,
    BudgetExceeded,
    BuildError,
    Context,
    ContextError,
    ConversionError,
    DeclarationError,
    LoadError,
    Module,
    Program,
    RegistryBuildError,
    ScriptException,
    SeraphError,
    Stop,
    TracebackError,
    UnknownModuleError,
    shared_context,
)
from seraphscript.pickling import KEPT

SOURCE = """
enum Mood { Calm, Angry = 7 }
class Thing { int n = 3; int twice() { return n * 2; } }
Thing@ thing() { return Thing(); }
funcdef int Get();
Get@ bound(Thing@ t) { return Get(t.twice); }
int work(int n) { int sum = 0; for (int i = 0; i < n; i++) { sum += game::scaled(i, 3); } return sum; }
int deeper(int n) { return game::failing(n); }
int fail(int n) { return n == 0 ? deeper(n) : fail(n - 1); }
void forever() { while (true) {} }
void wait() { yield(); }
Mood mood() { return Mood::Angry; }
array<double>@ numbers() { array<double> a = {1.5, 2.5}; return a; }
array<array<string>>@ nested() { array<array<string>> a = {{"é", ""}, {}}; return a; }
dictionary@ table() { dictionary d = {{"a", 1}, {"b", "x"}, {"c", 0.5}}; return d; }
int64 big() { return -0x7fffffffffffffff; }
string text() { return "a\\0b"; }
"""


def again(thing: Any) -> Any:  # noqa: ANN401
    return pickle.loads(pickle.dumps(thing))


def built(context: Context, text: str = SOURCE) -> Program:
    unit = context.create_unit("work")
    unit.add_source("work.as", text)
    return unit.build()


# -- programs and values


def test_programs() -> None:
    program = built(workers.game())
    copied = again(program)
    assert copied.fingerprint == program.fingerprint
    assert copied.ffi_fingerprint == program.ffi_fingerprint
    assert copied.name == "work"
    assert workers.game().instantiate(copied).call("work", 10) == 135
    assert again(program) is copied  # verified once
    assert copy.copy(program).fingerprint == program.fingerprint


def test_a_program_in_a_context_that_lacks_its_functions() -> None:
    copied = again(built(workers.game()))
    with pytest.raises(LoadError, match=r"game::scaled.*is missing"):
        Context().instantiate(copied)


def test_damaged_programs() -> None:
    program = built(workers.game())
    for at in (3, 20, 200):
        data = bytearray(program.to_bytes())
        data[at] ^= 1
        with pytest.raises(LoadError):
            program.__reduce__()[0](bytes(data))  # type: ignore[operator]


def test_linked_programs_pickle_one_by_one() -> None:
    context: Any = Context()
    parts = [built(context, f"namespace n{i} {{ int f() {{ return {i}; }} }}") for i in range(2)]
    with pytest.raises(TypeError, match="linked from several cannot be pickled or copied: pickle these"):
        pickle.dumps(context.linked(tuple(parts), None))
    assert context.instantiate(again(parts)).call("n1::f") == 1


@pytest.mark.parametrize("function", ["mood", "numbers", "nested", "table", "big", "text"])
def test_values(function: str) -> None:
    with workers.game().instantiate(built(workers.game())) as world:
        value = world.call(function)
        assert again(value) == value
        assert type(again(value)) is type(value)


def test_what_does_not_pickle() -> None:
    context = workers.game()
    unit = context.create_unit("work")
    unit.add_source("work.as", SOURCE)
    unit.build()
    world = unit.instantiate()
    registry = context.seal()
    thing = world.call("thing")
    refused: list[tuple[object, str]] = [
        (unit, "pickle its program"),
        (world, "pickle its program, make another instance"),
        (world.globals, "take a dict of the values"),
        (world.function("work"), "pickle the program and the function's name"),
        (thing, "pass its fields as plain values"),
        (thing.twice, "pass plain values"),
        (world.call("bound", thing), "pass plain values"),
        (world.types, "pickle its program"),
        (world.types.Thing, "the name of the class"),
        (world.start("void wait()"), "it stays with its instance"),
        (world.debugger, "attach one to an instance"),
        (world.library("math"), r"call library\(\) of another instance"),
        (registry, "pickle its context"),
        (registry.functions()[0], "take its declaration"),
        (registry.types()[0], "take its name"),
    ]
    for refuse, advice in refused:
        for attempt in (pickle.dumps, copy.copy, copy.deepcopy):
            with pytest.raises(TypeError, match=f"cannot be pickled or copied: .*{advice}"):
                attempt(refuse)


def test_what_debuggers_show_does_not_pickle() -> None:
    unit = workers.game().create_unit("work")
    unit.add_source("work.as", SOURCE)
    unit.build()
    world = unit.instantiate()
    seen: list[str] = []

    def look(stop: Stop) -> None:
        frame = stop.frames[-1]
        for refuse in (stop, frame, frame.variables[0]):
            for attempt in (pickle.dumps, copy.copy, copy.deepcopy):
                with pytest.raises(TypeError, match="cannot be pickled or copied: take its") as stopped:
                    attempt(refuse)
                seen.append(str(stopped.value))

    world.on_line(look)
    world.call("work", 0)
    assert len(seen) >= 9


def test_built_in_functions_stay_the_same_object() -> None:
    world = Context().instantiate(built(Context(), "double f(double x) { return math::sin(x); }"))
    sin = world.library("math").get("sin")
    assert again(sin) is copy.copy(sin) is copy.deepcopy(sin) is sin


# -- contexts


def test_functions_with_enum_hints() -> None:
    module = Module("game")
    module.enum(workers.Mood)
    module.function(workers.mood_value)
    copied = again(Context().install(module))
    unit = copied.create_unit("work")
    unit.add_source("work.as", "string f() { return game::mood_value(game::Mood::ANGRY); }")
    unit.build()
    assert unit.call("f") == "Mood ANGRY"
    assert again(copied).seal().fingerprint == copied.seal().fingerprint
    local = Module("game")
    local.enum(workers.Mood)

    @local.function
    def hidden(mood: workers.Mood) -> int:
        return mood

    with pytest.raises(TypeError, match="another process cannot import"):
        pickle.dumps(Context().install(local))


def test_shared_contexts_are_made_once() -> None:
    context = workers.game()
    assert context is workers.game() is again(context)
    assert context.is_sealed
    assert context.shared is workers.game
    assert workers.sealed == [1]
    assert len(pickle.dumps(context)) < 60
    assert repr(workers.game) == "<shared_context workers.game>"
    assert "each process" in (workers.game.__doc__ or "")
    with pytest.raises(TypeError, match="must give a Context, not int"):
        shared_context(lambda: 3)()  # type: ignore[arg-type, return-value]
    with pytest.raises(TypeError, match="takes a function"):
        shared_context(Context())  # type: ignore[arg-type]


def test_a_shared_context_whose_making_fails_can_be_made_later() -> None:
    attempts: list[int] = []

    @shared_context
    def sometimes() -> Context:
        attempts.append(1)
        if len(attempts) == 1:
            raise OSError("not yet")
        return Context(default_modules=False)

    with pytest.raises(OSError, match="not yet"):
        sometimes()
    assert sometimes() is sometimes()
    assert len(attempts) == 2


def test_default_contexts() -> None:
    copied = again(Context.with_default_modules())
    assert copied.is_sealed
    assert copied.seal() is Context().seal()
    some = again(Context(default_modules=["math"], strict=True))
    assert (some.is_sealed, some.strict, [m.name for m in some.modules]) == (False, True, ["math"])
    open_one = Context()
    assert again(open_one) is not open_one


def test_contexts_by_their_modules() -> None:
    context = Context(strict=True).install(workers.game_module())
    program = built(context)
    data = pickle.dumps(context)
    assert pickle.loads(data) is context  # in the process that it comes from
    make: Any
    arguments: Any
    make, arguments, *_ = context.__reduce__()
    elsewhere = (*arguments[:2], "elsewhere", arguments[3])
    copied = make(*elsewhere)
    assert copied is not context
    assert copied is make(*elsewhere)
    assert again(copied) is copied
    assert (copied.strict, copied.is_sealed) == (True, True)
    assert copied.seal().fingerprint == context.seal().fingerprint
    assert copied.instantiate(program).call("work", 10) == 135
    with pytest.raises(ContextError, match="are not those that it was sealed with"):
        make(arguments[0], False, "other", b"x" * 16)
    for i in range(KEPT + 1):
        make(arguments[0], False, f"token {i}", arguments[3])
    assert make(*elsewhere) is copied  # as long as somebody has it


def test_contexts_from_registry_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They know their bindings, not their modules; a shared_context function can load them."""
    path = tmp_path / "game.sfr"
    workers.game().save_registry(path)
    context = Context.load_registry(path, [workers.game_module()])
    with pytest.raises(TypeError, match="from a registry file cannot be pickled or copied: load it in a function"):
        pickle.dumps(context)
    with pytest.raises(ContextError, match="has no fork"):
        context.fork()
    monkeypatch.setenv("REGISTRY_FILE", str(path))
    assert workers.loaded().instantiate(built(workers.game())).call("work", 10) == 135
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        result = pool.submit(workers.run, workers.loaded(), built(workers.game()), "work", 10).result()
        assert result[1:] == (0, 135)  # nothing was sealed there
    assert again(workers.loaded()) is workers.loaded()


def test_contexts_that_other_processes_cannot_make() -> None:
    module = Module("local")
    module.register_function("int f(int x)", lambda x: x)
    context = Context().install(module)
    with pytest.raises(TypeError, match=r"'int f\(int x\)' of module 'local' is <function .*shared_context"):
        pickle.dumps(context)

    class Local:
        """Not importable."""

    classes = Module("classes")
    classes.type(Local)
    with pytest.raises(TypeError, match="'Local' of module 'classes'"):
        pickle.dumps(Context().install(classes))
    members = Module("members")
    members.register_type("Token", workers.Token).method("int twice()", lambda token: token.value * 2)
    with pytest.raises(TypeError, match=r"'int twice\(\)' of module 'members' is <function .*<lambda>"):
        pickle.dumps(Context().install(members))
    raw = Module("raw")
    raw.register_function_raw("int f(int x)", lambda call: call.set_return(1))
    with pytest.raises(TypeError, match=r"'int f\(int x\)' of module 'raw'"):
        pickle.dumps(Context().install(raw))


# -- exceptions


def raised(action: Callable[[], object]) -> SeraphError:
    with pytest.raises(SeraphError) as caught:
        action()
    return caught.value


def unsealable() -> object:
    module = Module("m")
    module.register_function("A f(B b)", lambda b: b)
    return Context().install(module).seal()


def failing_build() -> object:
    return built(Context(), "int f() { return nowhere; } void g() { 1 +; }")


@pytest.mark.parametrize(
    "action",
    [
        failing_build,
        unsealable,
        lambda: Context().create_unit().build(),
        lambda: Context.with_default_modules().install(Module("late")),
        lambda: Context().get_module("nope"),
        lambda: Module().register_function("int", print),
        lambda: Context().parse_program(b"\x89SBC"),
        lambda: workers.game().instantiate(built(workers.game())).call("fail", 2),
        lambda: workers.game().instantiate(built(workers.game())).call("forever", budget=1000),
        lambda: workers.game().instantiate(built(workers.game())).call("work", "x"),
    ],
)
def test_exceptions(action: Callable[[], object]) -> None:
    error = raised(action)
    copied = again(error)
    assert type(copied) is type(error)
    assert str(copied) == str(error)
    assert repr(copied) == repr(error)
    assert (copied.phase, copied.span) == (error.phase, error.span)
    for name in ("diagnostics", "errors", "name", "available", "module", "declaration", "where", "reason", "traceback"):
        assert getattr(copied, name, None) == getattr(error, name, None)
    if isinstance(error, TracebackError) and isinstance(copied, TracebackError):
        assert copied.format_traceback() == error.format_traceback()
        assert again(copied).format_traceback() == error.format_traceback()


def test_script_exceptions_keep_the_frames_of_python() -> None:
    error = raised(lambda: workers.game().instantiate(built(workers.game())).call("fail", 2))
    assert isinstance(error, ScriptException)
    assert isinstance(error.__cause__, ValueError)
    copied = again(error)
    assert copied.__cause__ is None
    assert "in failing" in copied.format_traceback()
    assert [frame.function for frame in copied.traceback] == ["fail", "fail", "fail", "deeper"]


def test_limits_leave_their_fiber_behind() -> None:
    error = raised(lambda: workers.game().instantiate(built(workers.game())).call("forever", budget=1000))
    assert isinstance(error, BudgetExceeded)
    assert error.fiber is not None
    assert again(error).fiber is None


# -- processes


METHODS = ["spawn", *(["fork"] if "fork" in multiprocessing.get_all_start_methods() else [])]


@pytest.mark.row("CARD-04")
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
@pytest.mark.parametrize("method", METHODS)
def test_process_pools(method: str) -> None:
    """A worker makes the shared context once, or has it from its parent, whatever number of tasks it gets."""
    context = workers.game()
    program = built(context)
    by_value = Context().install(workers.game_module())
    by_value.seal()
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context(method)) as pool:
        tasks = [pool.submit(workers.run, context, program, "work", n) for n in range(20)]
        results = [task.result() for task in tasks]
        assert [value for _, _, value in results] == [3 * n * (n - 1) // 2 for n in range(20)]
        assert {(process, made) for process, made, _ in results} == {(results[0][0], 1)}
        assert results[0][0] != multiprocessing.current_process().pid
        assert all(pool.submit(workers.same_object, by_value, program).result() for _ in range(3))
        assert pool.submit(workers.run, by_value, program, "work", 4).result()[2] == 18
        assert pool.submit(workers.run, context, program, "table").result()[2] == {"a": 1, "b": "x", "c": 0.5}
        with pytest.raises(ScriptException, match="ValueError: no 0") as caught:
            pool.submit(workers.run, context, program, "fail", 1).result()
        assert [frame.function for frame in caught.value.traceback] == ["fail", "fail", "deeper"]
        assert "in failing" in caught.value.format_traceback()
        with pytest.raises(TypeError, match="an instance cannot be pickled"):
            pool.submit(workers.apply, workers.game().instantiate, program).result()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork")
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_forking_while_another_thread_seals() -> None:
    """The lock that the thread holds is not locked for ever in the child."""
    inside, done = threading.Event(), threading.Event()

    class Slow(list[Any]):
        def __iter__(self) -> Iterator[Any]:
            inside.set()
            done.wait(10)
            return super().__iter__()

    module = Module("slow")
    module.items = Slow()
    context = Context().install(module)
    thread = threading.Thread(target=context.seal)
    thread.start()
    inside.wait(10)
    child = os.fork()
    if child == 0:
        os._exit(0 if Context().install(Module("other")).seal() else 1)
    try:
        assert os.waitpid(child, 0)[1] == 0
    finally:
        done.set()
        thread.join(10)
    assert context.is_sealed


def test_errors_are_all_here() -> None:
    """Every exception class of the package pickles, made with what its constructor takes."""
    made: list[SeraphError] = [
        AlreadySealedError("late", "m"), UnknownModuleError("m", ["a"]), RegistryBuildError(["x"]), BuildError([], "b"),
        DeclarationError("d", "int"), LoadError("w", "r"), ConversionError("c"),
    ]  # fmt: skip
    for error in made:
        assert (again(error).args, again(error).__dict__) == (error.args, error.__dict__)
