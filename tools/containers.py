#!/usr/bin/env python3
"""Compares arrays, dictionaries and strings of scripts with list, dict and bytes of Python, operation by operation.

    python tools/containers.py [--operations N] [--seed S] [--subject NAME ...]

Each subject is a script with one container (and a second one to copy to) and a function for each operation. An
operation is chosen at random, done in the script and in the model; results, exceptions and from time to time the whole
contents must be equal. At the end of a subject its world must hold no more blocks of memory than at the beginning. Run
it with a checking build (`SERAPH_CHECKED=1`) to trap uses of freed memory. Exit status 1: something differed; the
message has the seed and the last operations.
"""

from __future__ import annotations

import argparse
import math
import random
import re
import sys
import time
from collections import deque
from collections.abc import Callable
from functools import partial

from seraphscript import Context, ScriptException

OUT = "Index out of bounds"
OUT_OF_STRING = "Out of range"
MISSING = "Invalid access to non-existing value"
TOO_LARGE = "Too large"
SPARE = 2  # blocks that empty containers may keep for what comes
FAR = (2**31 - 1, 2**31, 2**32 - 1)
TEXTS = (
    "",
    "a",
    "b",
    "ab",
    "aba",
    "key",
    "Zoë",
    "ß",
    "漢字",
    "😀",
    " x ",
    "\u2003",
    "longer than a word of eight bytes",
)


Value = int | float | str | bytes


class Raised(Exception):
    """What the script has to raise."""


class Difference(Exception):
    """The script and the model disagree."""


class Subject:
    """A world, its model, and the operations: the methods whose names begin with do_."""

    source = ""

    def __init__(self, rng: random.Random) -> None:
        unit = Context().create_unit("containers")
        unit.add_source("containers.as", self.source)
        unit.build()
        self.world = unit.instantiate()
        self.rng = rng
        self.functions: dict[str, Callable[..., object]] = {}
        self.log: deque[str] = deque(maxlen=12)
        self.operations = [getattr(self, name) for name in dir(self) if name.startswith("do_")]
        self.reset()
        self.call("wipe")
        self.blocks = self.world.stats().live_blocks

    def reset(self) -> None:
        """The model, empty."""
        raise NotImplementedError

    def call(self, name: str, *arguments: object) -> object:
        function = self.functions.get(name)
        if function is None:
            function = self.functions[name] = self.world.function(name)
        return function(*arguments)

    def same(self, name: str, arguments: tuple[object, ...], model: Callable[[], object]) -> None:
        """The function of the script gives or raises what the model does."""
        self.log.append(f"{name}{arguments!r}")
        expected: object
        found: object
        try:
            expected = model()
        except Raised as wanted:
            expected = wanted.args
        try:
            found = self.call(name, *arguments)
        except ScriptException as raised:
            found = (raised.message,)
        if not equal(found, expected):
            raise Difference(f"{name}{arguments!r} gives {found!r}, the model {expected!r}")

    def contents(self) -> None:
        """The whole contents are equal."""
        raise NotImplementedError

    def run(self, count: int) -> None:
        for step in range(count):
            self.rng.choice(self.operations)()
            if step % 8 == 7:
                self.contents()
        self.contents()
        self.call("wipe")
        self.reset()
        self.world.collect()
        left = self.world.stats().live_blocks - self.blocks
        if not 0 <= left <= SPARE:
            raise Difference(f"{left} blocks more than at the beginning are left")


def equal(a: object, b: object) -> bool:
    if isinstance(a, list | tuple) and isinstance(b, list | tuple):
        return len(a) == len(b) and all(map(equal, a, b))
    if isinstance(a, float) and isinstance(b, float):
        return a == b or (math.isnan(a) and math.isnan(b))
    return a == b and isinstance(a, bool) == isinstance(b, bool)


# ------------------------------------------------------------------------------------------------ arrays

POOL = """
class Item { int n; Item@ next; }
array<Item@> pool;
void fill() { for (int i = 0; i < 6; i++) pool.insertLast(Item()); }
int number(Item@ item) { return pool.findByRef(item); }
"""

ARRAY = """
array<T> a; array<T> b;
void wipe() { a.clear(); b.clear(); a.shrinkToFit(); b.shrinkToFit(); }
void insertLast(ARG) { a.insertLast(VAL); }
void insertAt(uint i, ARG) { a.insertAt(i, VAL); }
void insertOther(uint i) { a.insertAt(i, b); }
void insertSelf(uint i) { a.insertAt(i, a); }
void removeAt(uint i) { a.removeAt(i); }
void removeLast() { a.removeLast(); }
void removeRange(uint i, uint n) { a.removeRange(i, n); }
void resize(uint n) { a.resize(n); }
void reserve(uint n) { a.reserve(n); }
void shrinkToFit() { a.shrinkToFit(); }
void clear() { a.clear(); }
void reverse() { a.reverse(); }
uint length() { return a.length(); }
bool isEmpty() { return a.isEmpty(); }
int find(ARG) { return a.FIND(VAL); }
int findFrom(uint i, ARG) { return a.FIND(i, VAL); }
RES get(uint i) { return GET(a[i]); }
void put(uint i, ARG) { AT a[i] = VAL; }
void copyOut() { b = a; }
void copyIn() { a = b; }
void swap() { array<T> t = a; a = b; b = t; }
bool equals() { return a == b; }
array<RES>@ all() { array<RES> r; foreach (T x : a) r.insertLast(GET(x)); return r; }
"""

SORTED = """
bool contains(ARG) { return a.contains(VAL); }
void sortAsc() { a.sortAsc(); }
void sortDesc() { a.sortDesc(); }
void sortAscRange(uint i, uint n) { a.sortAsc(i, n); }
void sortDescRange(uint i, uint n) { a.sortDesc(i, n); }
bool less(const T &in x, const T &in y) { return y < x; }
void sortBy() { a.sort(less); }
"""


def array_source(kind: str) -> str:
    handles = kind == "Item@"
    words = {
        "T": kind, "ARG": "int v" if handles else f"{kind} v", "VAL": "pool[v]" if handles else "v",
        "RES": "int" if handles else kind, "GET": "number" if handles else "", "AT": "@" if handles else "",
        "FIND": "findByRef" if handles else "find",
    }  # fmt: skip
    text = ARRAY if handles else ARRAY + SORTED
    return (POOL if handles else "") + re.sub(r"\b(T|ARG|VAL|RES|GET|AT|FIND)\b", lambda m: words[m[0]], text)


class Array(Subject):
    """array<T> and list."""

    values: tuple[Value, ...] = ()
    zero: Value = 0

    def reset(self) -> None:
        self.a: list[Value] = []
        self.b: list[Value] = []

    def contents(self) -> None:
        self.same("all", (), lambda: list(self.a))

    def value(self) -> Value:
        return self.rng.choice(self.values)

    def place(self, more: int = 0) -> int:
        """Mostly an index; sometimes beyond the end."""
        if self.rng.random() < 0.1:
            return self.rng.choice((len(self.a), len(self.a) + 1, *FAR))
        return self.rng.randrange(len(self.a) + more) if self.a or more else 0

    def checked(self, index: int, end: int) -> None:
        if index >= end:
            raise Raised(OUT)

    def insert(self, index: int, values: list[Value]) -> None:
        self.checked(index, len(self.a) + 1)
        self.a[index:index] = values

    def do_insert_last(self) -> None:
        value = self.value()
        self.same("insertLast", (value,), lambda: self.a.append(value))

    def do_insert_at(self) -> None:
        index, value = self.place(1), self.value()
        self.same("insertAt", (index, value), lambda: self.insert(index, [value]))

    def do_insert_other(self) -> None:
        if len(self.a) + len(self.b) < 300:
            index = self.place(1)
            self.same("insertOther", (index,), lambda: self.insert(index, self.b))

    def do_insert_self(self) -> None:
        if len(self.a) < 100:
            index = self.place(1)
            self.same("insertSelf", (index,), lambda: self.insert(index, list(self.a)))

    def do_remove_at(self) -> None:
        def model(index: int) -> None:
            self.checked(index, len(self.a))
            del self.a[index]

        index = self.place()
        self.same("removeAt", (index,), lambda: model(index))

    def do_remove_last(self) -> None:
        def model() -> None:
            self.checked(0, len(self.a))
            self.a.pop()

        self.same("removeLast", (), model)

    def do_remove_range(self) -> None:
        def model() -> None:
            if count:
                self.checked(index, len(self.a) + 1)
                del self.a[index : index + count]

        index, count = self.place(1), self.rng.choice((0, 1, 2, 3, *FAR))
        self.same("removeRange", (index, count), model)

    def do_resize(self) -> None:
        def model() -> None:
            self.a[:] = (self.a + [self.zero] * size)[:size]

        size = self.rng.choice((0, 1, len(self.a) // 2, len(self.a) + 1, len(self.a), self.rng.randrange(80)))
        self.same("resize", (size,), model)

    def do_capacity(self) -> None:
        self.same("reserve", (self.rng.randrange(200),), lambda: None)
        if self.rng.random() < 0.3:
            self.same("shrinkToFit", (), lambda: None)

    def do_clear(self) -> None:
        if self.rng.random() < 0.1:
            self.same("clear", (), self.a.clear)

    def do_reverse(self) -> None:
        self.same("reverse", (), self.a.reverse)

    def do_length(self) -> None:
        self.same("length", (), lambda: len(self.a))
        self.same("isEmpty", (), lambda: not self.a)

    def do_find(self) -> None:
        def model(start: int) -> int:
            return next((i for i in range(min(start, len(self.a)), len(self.a)) if self.a[i] == value), -1)

        index, value = self.place(1), self.value()
        self.same("find", (value,), lambda: model(0))
        self.same("findFrom", (index, value), lambda: model(index))

    def do_get(self) -> None:
        def model() -> Value:
            self.checked(index, len(self.a))
            return self.a[index]

        index = self.place()
        self.same("get", (index,), model)

    def do_put(self) -> None:
        def model() -> None:
            self.checked(index, len(self.a))
            self.a[index] = value

        index, value = self.place(), self.value()
        self.same("put", (index, value), model)

    def do_copies(self) -> None:
        def swap() -> None:
            self.a, self.b = self.b, self.a

        which = self.rng.randrange(4)
        if which == 0:
            self.same("copyOut", (), lambda: self.b.__setitem__(slice(None), self.a))
        elif which == 1:
            self.same("copyIn", (), lambda: self.a.__setitem__(slice(None), self.b))
        elif which == 2:
            self.same("swap", (), swap)
        else:
            self.same("equals", (), lambda: self.a == self.b)


class Ordered(Array):
    """Elements that can be sorted."""

    def __init__(self, rng: random.Random) -> None:
        super().__init__(rng)
        self.call("sortBy")  # the handle to its function stays
        self.blocks = self.world.stats().live_blocks

    def key(self, value: Value) -> Value:
        return value

    def do_contains(self) -> None:
        value = self.value()
        self.same("contains", (value,), lambda: value in self.a)

    def do_sort(self) -> None:
        def part() -> None:
            if count < 2:
                return
            if index >= len(self.a) or count > len(self.a) - index:
                raise Raised(OUT)
            self.a[index : index + count] = sorted(self.a[index : index + count], key=self.key, reverse=down)

        down = self.rng.random() < 0.5
        if self.rng.random() < 0.4:
            self.same("sortDesc" if down else "sortAsc", (), lambda: self.a.sort(key=self.key, reverse=down))
        elif self.rng.random() < 0.3:
            self.same("sortBy", (), lambda: self.a.sort(key=self.key, reverse=True))
        else:
            index, count = self.place(1), self.rng.randrange(len(self.a) + 3)
            self.same("sortDescRange" if down else "sortAscRange", (index, count), part)


class Ints(Ordered):
    source = array_source("int")
    values = (0, 1, -1, 2, 3, 7, 100, -100, 2**31 - 1, -(2**31))


class Longs(Ordered):
    source = array_source("int64")
    values = (0, 1, -1, 5, 2**40, -(2**40), 2**63 - 1, -(2**63))


class Bytes(Ordered):
    source = array_source("uint8")
    values = (0, 1, 2, 127, 128, 255)


class Reals(Ordered):
    source = array_source("double")
    values = (0.0, 1.0, -1.5, 2.25, 1e300, -1e-300, math.inf, -math.inf)
    zero = 0.0


class Words(Ordered):
    source = array_source("string")
    values = TEXTS
    zero = ""

    def key(self, value: Value) -> Value:
        return str(value).encode()


class Handles(Array):
    """Handles of objects; what is null has the number -1."""

    source = array_source("Item@")
    values = tuple(range(6))
    zero = -1

    def __init__(self, rng: random.Random) -> None:
        super().__init__(rng)
        self.call("fill")
        self.blocks = self.world.stats().live_blocks


# ------------------------------------------------------------------------------------------ dictionaries

DICTIONARY = """
dictionary<K, V> d; dictionary<K, V> e;
void wipe() { d.clear(); e.clear(); d.shrinkToFit(); e.shrinkToFit(); }
void set(K k, ARG) { d.set(KEY, VAL); }
bool has(K k) { return d.exists(KEY); }
RES get(K k) { V v; d.get(KEY, v); return GET(v); }
RES index(K k) { return GET(d[KEY]); }
RES constIndex(K k) { const dictionary<K, V>@ c = d; return GET(c[KEY]); }
void put(K k, ARG) { AT d[KEY] = VAL; }
bool remove(K k) { return d.delete(KEY); }
void clear() { d.clear(); }
void deleteAll() { d.deleteAll(); }
uint size() { return d.getSize(); }
bool isEmpty() { return d.isEmpty(); }
void reserve(uint n) { d.reserve(n); }
void shrinkToFit() { d.shrinkToFit(); }
void copyOut() { e = d; }
void copyIn() { d = e; }
bool equals() { return d == e; }
array<K>@ keys() { return d.getKeys(); }
array<RES>@ values() {
    array<RES> r;
    array<V>@ all = d.getValues();
    foreach (V v : all) r.insertLast(GET(v));
    return r;
}
array<RES>@ walked() { array<RES> r; foreach (V v, K k : d) r.insertLast(GET(v)); return r; }
"""


def dictionary_source(key: str, value: str) -> str:
    handles = value == "Item@"
    words = {"K": key, "V": value, "KEY": "k", "ARG": f"{value} v", "VAL": "v", "RES": value, "GET": "", "AT": ""}
    if handles:
        words |= {"ARG": "int v", "VAL": "pool[v]", "RES": "int", "GET": "number", "AT": "@"}
    text = re.sub(r"\b(K|V|KEY|ARG|VAL|RES|GET|AT)\b", lambda m: words[m[0]], DICTIONARY)
    return (POOL if handles else "") + text


class Dictionary(Subject):
    """dictionary<K, V> and dict."""

    keys: tuple[Value, ...] = ()
    values: tuple[Value, ...] = ()
    zero: Value = 0

    def reset(self) -> None:
        self.d: dict[Value, Value] = {}
        self.e: dict[Value, Value] = {}

    def contents(self) -> None:
        self.same("keys", (), lambda: [math.nan if key == "nan" else key for key in self.d])
        self.same("values", (), lambda: list(self.d.values()))
        self.same("walked", (), lambda: list(self.d.values()))

    def key(self) -> tuple[Value, Value]:
        """A key, and what it is in the model: there is one NaN."""
        key = self.rng.choice(self.keys)
        return key, "nan" if key != key else key

    def value(self) -> Value:
        return self.rng.choice(self.values)

    def do_set(self) -> None:
        for name in ("set", "put", "set"):
            (key, at), value = self.key(), self.value()
            self.same(name, (key, value), partial(self.d.__setitem__, at, value))

    def do_get(self) -> None:
        def strict() -> Value:
            if at not in self.d:
                raise Raised(MISSING)
            return self.d[at]

        key, at = self.key()
        self.same("get", (key,), lambda: self.d.get(at, self.zero))
        self.same("has", (key,), lambda: at in self.d)
        self.same("constIndex", (key,), strict)
        if self.rng.random() < 0.3:
            self.same("index", (key,), lambda: self.d.setdefault(at, self.zero))

    def do_remove(self) -> None:
        key, at = self.key()
        self.same("remove", (key,), lambda: self.d.pop(at, None) is not None)

    def do_clear(self) -> None:
        if self.rng.random() < 0.05:
            self.same(self.rng.choice(("clear", "deleteAll")), (), self.d.clear)

    def do_size(self) -> None:
        self.same("size", (), lambda: len(self.d))
        self.same("isEmpty", (), lambda: not self.d)

    def do_capacity(self) -> None:
        self.same("reserve", (self.rng.randrange(100),), lambda: None)
        if self.rng.random() < 0.5:
            self.same("shrinkToFit", (), lambda: None)

    def do_copies(self) -> None:
        def out() -> None:
            self.e = dict(self.d)

        def back() -> None:
            self.d = dict(self.e)

        which = self.rng.randrange(3)
        if which == 0:
            self.same("copyOut", (), out)
        elif which == 1:
            self.same("copyIn", (), back)
        else:
            self.same("equals", (), lambda: self.d == self.e)


class Names(Dictionary):
    source = dictionary_source("string", "int")
    keys = (*TEXTS, *(f"key{i}" for i in range(40)))
    values = (0, 1, -1, 2**31 - 1)


class Numbers(Dictionary):
    source = dictionary_source("int", "string")
    keys = (*range(-20, 20), 2**31 - 1, -(2**31), *(i << 20 for i in range(1, 20)))
    values = TEXTS
    zero = ""


class RealKeys(Dictionary):
    source = dictionary_source("double", "int64")
    keys = (0.0, -0.0, math.nan, -math.nan, math.inf, -math.inf, 1.0, 1.5, 5e-324, 1e300, *(i / 8 for i in range(20)))
    values = (0, 1, -(2**63))


class Objects(Dictionary):
    source = dictionary_source("string", "Item@")
    keys = TEXTS
    values = tuple(range(6))
    zero = -1

    def __init__(self, rng: random.Random) -> None:
        super().__init__(rng)
        self.call("fill")
        self.blocks = self.world.stats().live_blocks


# ----------------------------------------------------------------------------------------------- strings

STRING = """
string s;
void wipe() { s = ""; s.shrinkToFit(); }
array<uint8>@ all() { array<uint8> r; for (uint i = 0; i < s.length(); i++) r.insertLast(s[i]); return r; }
array<uint8>@ bytesOf(const string &in t) {
    array<uint8> r;
    for (uint i = 0; i < t.length(); i++) r.insertLast(t[i]);
    return r;
}
void assign(string t) { s = t; }
void append(string t) { s += t; }
void appendSelf() { s += s; }
void prepend(string t) { s = t + s; }
array<uint8>@ substr(uint i, int n) { return bytesOf(s.substr(i, n)); }
array<uint8>@ slice(uint i, uint n) { return bytesOf(s.slice(i, n)); }
array<uint8>@ sliceFrom(uint i) { return bytesOf(s.sliceFrom(i)); }
array<uint8>@ sliceTo(uint i) { return bytesOf(s.sliceTo(i)); }
array<uint8>@ repeat(uint n) { return bytesOf(s.repeat(n)); }
array<uint8>@ replaceAll(string x, string y) { return bytesOf(s.replaceAll(x, y)); }
array<uint8>@ replaceFirst(string x, string y) { return bytesOf(s.replaceFirst(x, y)); }
array<uint8>@ reversed() { return bytesOf(s.reversed()); }
array<uint8>@ upper() { return bytesOf(s.toAsciiUppercase()); }
array<uint8>@ lower() { return bytesOf(s.toAsciiLowercase()); }
array<uint8>@ trim() { return bytesOf(s.trim()); }
array<uint8>@ trimStart() { return bytesOf(s.trimStart()); }
array<uint8>@ trimEnd() { return bytesOf(s.trimEnd()); }
array<uint8>@ rejoined(string x, string y) { return bytesOf(join(s.split(x), y)); }
uint pieces(string x) { return s.split(x).length(); }
uint length() { return s.length(); }
bool isEmpty() { return s.isEmpty(); }
bool isAscii() { return s.isAscii(); }
void insert(uint i, string t) { s.insert(i, t); }
void insertSelf(uint i) { s.insert(i, s); }
void erase(uint i, int n) { s.erase(i, n); }
void replaceRange(uint i, uint n, string t) { s.replaceRange(i, n, t); }
void push(uint8 b) { s.push(b); }
uint8 pop() { return s.pop(); }
void resize(uint n) { s.resize(n); }
void truncate(uint n) { s.truncate(n); }
void reserve(uint n) { s.reserve(n); s.shrinkToFit(); }
uint8 get(uint i) { return s[i]; }
void put(uint i, uint8 b) { s[i] = b; }
int findFirst(string t, uint i) { return s.findFirst(t, i); }
int findLast(string t, int i) { return s.findLast(t, i); }
int findFirstOf(string t, uint i) { return s.findFirstOf(t, i); }
int findFirstNotOf(string t, uint i) { return s.findFirstNotOf(t, i); }
int findLastOf(string t, int i) { return s.findLastOf(t, i); }
int findLastNotOf(string t, int i) { return s.findLastNotOf(t, i); }
bool contains(string t) { return s.contains(t); }
bool startsWith(string t) { return s.startsWith(t); }
bool endsWith(string t) { return s.endsWith(t); }
uint countOccurrences(string t) { return s.countOccurrences(t); }
bool equals(string t) { return s == t; }
bool less(string t) { return s < t; }
"""


class String(Subject):
    """string and bytes."""

    source = STRING

    def reset(self) -> None:
        self.s = b""

    def become(self, value: bytes) -> None:
        self.s = value

    def contents(self) -> None:
        self.same("all", (), lambda: list(self.s))
        if len(self.s) > 120:
            self.same("truncate", (30,), lambda: self.become(self.s[:30]))

    def text(self) -> str:
        return self.rng.choice(TEXTS)

    def place(self) -> int:
        if self.rng.random() < 0.1:
            return self.rng.choice((len(self.s), len(self.s) + 1, *FAR))
        return self.rng.randrange(len(self.s) + 1)

    def do_whole(self) -> None:
        text, which = self.text(), self.rng.randrange(6)
        if which < 1:
            self.same("assign", (text,), lambda: self.become(text.encode()))
        elif which < 3:
            self.same("append", (text,), lambda: self.become(self.s + text.encode()))
        elif which < 4:
            self.same("appendSelf", (), lambda: self.become(self.s + self.s))
            if len(self.s) > 120:
                self.contents()
        else:
            self.same("prepend", (text,), lambda: self.become(text.encode() + self.s))

    def do_parts(self) -> None:
        i, n, s = self.place(), self.rng.choice((-1, 0, 1, 5, 2**31 - 1)), self.s
        self.same("substr", (i, n), lambda: list(s[i:] if n < 0 else s[i : i + n]))
        end = self.place()
        self.same("slice", (i, end), lambda: list(s[i:end]))
        self.same("sliceFrom", (i,), lambda: list(s[i:]))
        self.same("sliceTo", (i,), lambda: list(s[:i]))

    def do_made(self) -> None:
        def repeated() -> list[int]:
            if n > 3 and s:
                raise Raised(TOO_LARGE)
            return list(s * n if s else b"")

        s, x, y, n = self.s, self.text(), self.text(), self.rng.choice((0, 1, 3, 2**32 - 1))
        a, b = x.encode(), y.encode()
        self.same("repeat", (n,), repeated)
        self.same("replaceAll", (x, y), lambda: list(s.replace(a, b) if a else s))
        self.same("replaceFirst", (x, y), lambda: list(s.replace(a, b, 1) if a else s))
        self.same("reversed", (), lambda: list(b"".join(reversed(re.findall(rb"(?s).[\x80-\xbf]*", s)))))
        self.same("rejoined", (x, y), lambda: list(b.join(s.split(a)) if a else s))
        self.same("pieces", (x,), lambda: len(s.split(a)) if a else 1)

    def do_case(self) -> None:
        self.same("upper", (), lambda: list(self.s.upper()))
        self.same("lower", (), lambda: list(self.s.lower()))

    def do_trim(self) -> None:
        try:
            text = self.s.decode()
        except UnicodeDecodeError:
            return
        for name, stripped in (("trim", text.strip()), ("trimStart", text.lstrip()), ("trimEnd", text.rstrip())):
            self.same(name, (), partial(list, stripped.encode()))

    def do_questions(self) -> None:
        s, text = self.s, self.text()
        t = text.encode()
        self.same("length", (), lambda: len(s))
        self.same("isEmpty", (), lambda: not s)
        self.same("isAscii", (), s.isascii)
        self.same("contains", (text,), lambda: t in s)
        self.same("startsWith", (text,), lambda: s.startswith(t))
        self.same("endsWith", (text,), lambda: s.endswith(t))
        self.same("countOccurrences", (text,), lambda: s.count(t) if t else 0)
        self.same("equals", (text,), lambda: s == t)
        self.same("less", (text,), lambda: s < t)

    def do_changes(self) -> None:
        s, i, text = self.s, self.place(), self.text()
        t = text.encode()
        which = self.rng.randrange(5)
        if which == 0:
            self.same("insert", (i, text), lambda: self.become(s[:i] + t + s[i:]))
        elif which == 1:
            self.same("insertSelf", (i,), lambda: self.become(s[:i] + s + s[i:]))
        elif which == 2:
            n = self.rng.choice((-1, 0, 1, 3, 2**31 - 1))
            self.same("erase", (i, n), lambda: self.become(s[:i] if n < 0 else s[:i] + s[i + n :]))
        elif which == 3:
            end = min(stop := self.place(), len(s))
            start = min(i, end)
            self.same("replaceRange", (i, stop, text), lambda: self.become(s[:start] + t + s[end:]))
        else:
            n = self.rng.randrange(len(s) + 6)
            name = self.rng.choice(("resize", "truncate"))
            self.same(name, (n,), lambda: self.become((s + bytes(n))[:n] if name == "resize" else s[:n]))
            self.same("reserve", (n,), lambda: None)

    def do_bytes(self) -> None:
        def get() -> int:
            if i >= len(self.s):
                raise Raised(OUT_OF_STRING)
            return self.s[i]

        def put() -> None:
            get()
            self.s = self.s[:i] + bytes([byte]) + self.s[i + 1 :]

        def pop() -> int:
            last = self.s[-1] if self.s else 0
            self.s = self.s[:-1]
            return last

        i, byte = self.place(), self.rng.choice((0, 65, 97, 0x80, 0xC3, 255))
        self.same("get", (i,), get)
        if self.rng.random() < 0.3:
            self.same("put", (i, byte), put)
            self.same("push", (byte,), lambda: self.become(self.s + bytes([byte])))
        if self.rng.random() < 0.3:
            self.same("pop", (), pop)

    def do_find(self) -> None:
        def first(wanted: bool, start: int) -> int:
            return next((k for k in range(min(start, len(s)), len(s)) if (s[k] in t) is wanted), -1)

        def last(wanted: bool, end: int) -> int:
            stop = len(s) if end < 0 else min(end + 1, len(s))
            return next((k for k in reversed(range(stop)) if (s[k] in t) is wanted), -1)

        s, text, i = self.s, self.text(), self.place()
        t, back = text.encode(), self.rng.choice((-1, min(i, 2**31 - 1)))
        self.same("findFirst", (text, i), lambda: s.find(t, i) if i <= len(s) else -1)
        self.same("findLast", (text, back), lambda: s.rfind(t) if back < 0 else s.rfind(t, 0, back + len(t)))
        self.same("findFirstOf", (text, i), lambda: first(True, i))
        self.same("findFirstNotOf", (text, i), lambda: first(False, i))
        self.same("findLastOf", (text, back), lambda: last(True, back))
        self.same("findLastNotOf", (text, back), lambda: last(False, back))


SUBJECTS: dict[str, type[Subject]] = {
    subject.__name__: subject
    for subject in (Ints, Longs, Bytes, Reals, Words, Handles, Names, Numbers, RealKeys, Objects, String)
}


def check(name: str, seed: int, operations: int) -> None:
    """Difference if the subject and its model disagree."""
    subject = SUBJECTS[name](random.Random(f"{name} {seed}"))
    try:
        subject.run(operations)
    except Difference as difference:
        raise Difference(f"{name}, seed {seed}: {difference}; before: {'; '.join(subject.log)}") from None


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--operations", type=int, default=100_000, help="of all subjects together")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--subject", nargs="*", choices=sorted(SUBJECTS), default=list(SUBJECTS))
    args = parser.parse_args()
    rounds = 10
    for name in args.subject:
        start = time.monotonic()
        count = max(args.operations // len(args.subject) // rounds, 1)
        for part in range(rounds):
            try:
                check(name, args.seed + part, count)
            except Difference as difference:
                print(difference)
                return 1
        print(f"{name}: {count * rounds} operations, {time.monotonic() - start:.1f} s", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
