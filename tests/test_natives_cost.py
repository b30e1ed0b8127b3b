"""What C functions of the default modules charge for: work that grows with its input costs units that grow alike.

Costs are counted, never times. Each row says what is made once, what is done, and how many units that costs at
least per N. A function that charges nothing (or just for being called) lets a script run past its limits.
"""

from __future__ import annotations

import pytest
from seraphscript import BudgetExceeded, Context

SIZE = 20_000
SIXTEENTH = 1 / 16  # 16 bytes copied or compared cost one unit

TEXT = 'string s = "a".repeat(N);'
NUMBERS = "array<int> a(N);"
ENTRIES = "dictionary<int, int> d; for (uint i = 0; i < N; i++) d[i * 7] = i;"
WORDS = 'array<string> a; for (uint i = 0; i < N; i++) a.insertLast("" + i);'
NESTED = "array<array<int>> a(N);"

ROWS = {
    "startsWith": (TEXT + 'string t = s + "b";', "t.startsWith(s);", SIXTEENTH),
    "endsWith": (TEXT + 'string t = "b" + s;', "t.endsWith(s);", SIXTEENTH),
    "findFirst": (TEXT, 's.findFirst("b");', 2 * SIXTEENTH),
    "findFirst of a long word": (TEXT + 'string t = s; t += "b"; s += s;', "s.findFirst(t);", 2 * SIXTEENTH),
    "findLast": (TEXT, 's.findLast("b");', 2 * SIXTEENTH),
    "findLast of a long word": (TEXT + 'string t = "b" + s; s += s;', "s.findLast(t);", 2 * SIXTEENTH),
    "findFirstOf": (TEXT, 's.findFirstOf("bc");', SIXTEENTH),
    "findFirstOf many": (TEXT, '"x".findFirstOf(s);', SIXTEENTH),
    "findFirstNotOf": (TEXT, 's.findFirstNotOf("a");', SIXTEENTH),
    "findLastOf": (TEXT, 's.findLastOf("bc");', SIXTEENTH),
    "findLastNotOf": (TEXT, 's.findLastNotOf("a");', SIXTEENTH),
    "contains": (TEXT, 's.contains("b");', 2 * SIXTEENTH),
    "countOccurrences": (TEXT, 's.countOccurrences("a");', 4),
    "replaceAll": (TEXT, 's.replaceAll("a", "b");', 8),
    "replaceFirst": (TEXT, 's.replaceFirst("b", "c");', 2 * SIXTEENTH),
    "split": (TEXT, 's.split("a");', 8),
    "join": (WORDS, 'join(a, ",");', 2),
    "reversed": (TEXT, "s.reversed();", SIXTEENTH),
    "repeat": ("", '"a".repeat(N);', SIXTEENTH),
    "insert": (TEXT, 's.insert(0, "x"); s.erase(0, 1);', SIXTEENTH),
    "insert into itself": (TEXT, "string t = s; t.insert(3, t);", SIXTEENTH),
    "replaceRange": (TEXT, 's.replaceRange(0, 1, "bc"); s.erase(0, 1);', SIXTEENTH),
    "resize": (TEXT, "s.resize(1); s.resize(N);", SIXTEENTH),
    "truncate of a shared one": (TEXT, "string t = s; t.truncate(N - 1);", SIXTEENTH),
    "reserve and shrinkToFit": (TEXT, "string t = s; t.reserve(2 * N); t.shrinkToFit();", 2 * SIXTEENTH),
    "push": (TEXT, "string t = s; t.push(66);", SIXTEENTH),
    "pop": (TEXT, "string t = s; t.pop();", SIXTEENTH),
    "slice": (TEXT, "s.slice(1, N);", SIXTEENTH),
    "toUppercase": (TEXT, "s.toUppercase();", SIXTEENTH),
    "toUppercase beyond ASCII": ('string s = "é".repeat(N);', "s.toUppercase();", 2),
    "toAsciiUppercase": (TEXT, "s.toAsciiUppercase();", SIXTEENTH),
    "trim": ('string s = " ".repeat(N);', "s.trim();", 2 * SIXTEENTH),
    "trimMatches": (TEXT, 's.trimMatches("a");', 2 * SIXTEENTH),
    "trimMatches many": (TEXT, '"x".trimMatches(s);', 2 * SIXTEENTH),
    "isAscii": (TEXT, "s.isAscii();", 2 * SIXTEENTH),
    "isAsciiAlphabetic": (TEXT, "s.isAsciiAlphabetic();", 2 * SIXTEENTH),
    "regexFind": (TEXT, 's.regexFind("[b-d]");', 2 * SIXTEENTH),
    "regexFind without a first byte": (TEXT, 's.regexFind("[^c]*d");', 4),
    "parseInt": ('string s = "1".repeat(N);', "parseInt(s);", 2 * SIXTEENTH),
    "parseInt of blanks": ('string s = " ".repeat(N);', "parseInt(s);", 2 * SIXTEENTH),
    "parseFloat": ('string s = "1".repeat(N);', "parseFloat(s);", 4 * SIXTEENTH),
    "formatInt": ("", 'formatInt(5, "0", N);', SIXTEENTH),
    "options of formatInt": (TEXT, "formatInt(5, s);", 2 * SIXTEENTH),
    "formatFloat": ("", 'formatFloat(0.3, "", N);', SIXTEENTH),
    "==": (TEXT + 'string t = "a".repeat(N);', "if (s == t) kept++;", SIXTEENTH),
    "opCmp": (TEXT + 'string t = "a".repeat(N);', "s.opCmp(t);", SIXTEENTH),
    "a long key": (TEXT, "string t = s; t[0] = 66; dictionary<string, int> d; d[t] = 1;", SIXTEENTH),
    "array": ("", NUMBERS, 4 * SIXTEENTH),
    "array of arrays": ("", NESTED, 2),
    "array.reserve": (NUMBERS, "array<int> b = a, c(N); b.reserve(2 * N);", 12 * SIXTEENTH),
    "array.resize": ("array<int> a;", "a.resize(N); a.resize(0);", 4 * SIXTEENTH),
    "array.clear": (WORDS, "array<string> b = a; b.clear();", 1),
    "insertAt": (NUMBERS, "a.insertAt(0, 1); a.removeAt(0);", 8 * SIXTEENTH),
    "insertAt an array": (NUMBERS, "array<int> b; b.insertAt(0, a);", 8 * SIXTEENTH),
    "insertAt words": (WORDS, "array<string> b; b.insertAt(0, a);", 1),
    "array.reverse": (NUMBERS, "a.reverse();", 0.5),
    "array.find": (NUMBERS, "a.find(1);", 0.5),
    "array.find words": (WORDS, 'a.find("x");', 1),
    "array.find arrays": (NESTED + "array<int> x(1);", "a.find(x);", 2),
    "array ==": (NUMBERS + "array<int> b(N);", "if (a == b) kept++;", 4 * SIXTEENTH),
    "array == words": (WORDS + "array<string> b = a;", "if (a == b) kept++;", 1),
    "array == arrays": (NESTED + "array<array<int>> b = a;", "if (a == b) kept++;", 2),
    "array =": (NUMBERS, "array<int> b = a;", 4 * SIXTEENTH),
    "array = arrays": (NESTED, "array<array<int>> b = a;", 2),
    "sortAsc": (NUMBERS, "a.sortAsc();", 1),
    "sortAsc words": (WORDS, "array<string> b = a; b.sortAsc();", 10),
    "permute": ("array<int> a(N); array<uint> p; for (uint i = 0; i < N; i++) p.insertLast(i);", "a.permute(0, p);", 1),
    "dictionary.reserve": ("", "dictionary<int, int> d; d.reserve(N);", 1),
    "dictionary.reserve, clear": ("dictionary<int, int> d;", "d.reserve(N); d.clear();", 1),
    "dictionary.shrinkToFit": (ENTRIES, "d.reserve(4 * N); d.shrinkToFit();", 4),
    "dictionary.clear": (ENTRIES, "dictionary<int, int> e = d; e.clear();", 3),
    "dictionary ==": (ENTRIES + "dictionary<int, int> e = d;", "if (d == e) kept++;", 4),
    "dictionary =": (ENTRIES, "dictionary<int, int> e = d;", 3),
    "getKeys": (ENTRIES, "d.getKeys();", 2),
    "getValues": (ENTRIES, "d.getValues();", 2),
    "any": (NUMBERS, "any x; x.store(a);", 4 * SIXTEENTH),
    "throw": (TEXT, "try { throw(s + s); } catch { string e = getExceptionInfo(); }", SIXTEENTH),
}


@pytest.mark.parametrize("name", ROWS)
def test_work_is_charged(name: str) -> None:
    setup, done, least = ROWS[name]
    unit = Context().create_unit()
    body = f"{setup} for (; times > 0; times--) {{ {done} }}"
    unit.add_source("a.as", f"int kept; void f(uint N, uint times) {{ {body} }}")
    unit.build()

    def cost(size: int, times: int) -> int:
        with unit.instantiate() as world:
            world.call("f", size, times)
            return world.stats().cost

    once, twice = (cost(size, 3) - cost(size, 2) for size in (SIZE, 2 * SIZE))
    assert once >= least * SIZE
    assert 1.5 < twice / once < 3.5


@pytest.mark.parametrize(
    "body",
    [
        'string s = "a".repeat(1000000), t = s + "b"; while (true) { t.startsWith(s); done++; }',
        'string s = "a".repeat(1000000), t = "b" + s; while (true) { t.endsWith(s); done++; }',
        "while (true) { dictionary<int, int> d; d.reserve(100000); done++; }",
        "dictionary<int, int> d; while (true) { d.reserve(100000); d.shrinkToFit(); done++; }",
        "dictionary<int, int> d; while (true) { d.reserve(100000); d.clear(); done++; }",
        "array<int> a(100000); while (true) { array<int> b = a, c = a; b.reserve(200000); done++; }",
    ],
)
def test_limits_come_after_few_calls(body: str) -> None:
    unit = Context().create_unit()
    unit.add_source("a.as", f"int done; void f() {{ {body} }}")
    unit.build()
    with unit.instantiate() as world:
        with pytest.raises(BudgetExceeded):
            world.call("f", budget=2_000_000)
        assert world.globals["done"] <= 60


def test_searches_that_end_early_cost_what_they_did() -> None:
    """Going from word to word through a long text takes linear time, so it costs linearly, too."""
    unit = Context().create_unit()
    unit.add_source(
        "a.as",
        """
        uint f(uint n) {
            string s = "some words ".repeat(n);
            uint count = 0;
            for (int at = s.findFirst(" "); at >= 0; at = s.findFirst(" ", at + 1)) count++;
            for (int at = s.findFirstOf(" "); at >= 0; at = s.findFirstOf(" ", at + 1)) count++;
            for (int at = s.length() - 1; at >= 0; at = at > 0 ? s.findLast(" ", at - 1) : -1) count++;
            return count;
        }
        """,
    )
    unit.build()
    with unit.instantiate() as world:
        costs = []
        for n in (1000, 4000):
            before = world.stats().cost
            assert world.call("f", n) == 6 * n
            costs.append(world.stats().cost - before)
        assert costs[1] < 5 * costs[0]


def test_foreach_over_deleted_entries() -> None:
    """A queue: the first entry is taken until none is left; or the first one stays and the second one goes."""
    unit = Context().create_unit()
    unit.add_source(
        "a.as",
        """
        int f(int n, int kept) {
            dictionary<int, int> d;
            for (int i = 0; i < n; i++) d[i] = i;
            int passes = 0;
            while (int(d.getSize()) > kept) {
                foreach (int v, int k : d) {
                    if (k < kept) continue;
                    d.delete(k);
                    passes++;
                    break;
                }
            }
            return passes;
        }
        """,
    )
    unit.build()
    with unit.instantiate() as world:
        for kept in (0, 1, 3):
            costs = []
            for n in (1000, 8000):
                before = world.stats().cost
                assert world.call("f", n, kept) == n - kept
                costs.append(world.stats().cost - before)
            assert costs[1] < 9 * costs[0]
