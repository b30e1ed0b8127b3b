"""A memory that is full: cycles in it make room, and the call after a MemoryLimitExceeded can run."""

from __future__ import annotations

import pytest
from scripts import script
from seraphscript.vm.errors import MemoryLimitExceeded

LIMIT = 1 << 20
FILL = """
class N { N@ me; N@ before; int[] data; %s }
int died = 0;
void fill() { N@ last; while (true) { N@ n = N(); @n.me = n; @n.before = last; n.data.resize(%d); @last = n; } }
string text() { string s = "x"; for (int i = 0; i < 10; i++) s += i; return s; }
int node() { N n; @n.me = n; return 1; }
int numbers() { array<int> a(100, 7); return a[99]; }
int entries() { dictionary d; for (int i = 0; i < 20; i++) d["" + i] = i; return int(d.getSize()); }
string given(string s) { return s + s; }
"""


@pytest.mark.parametrize("destructor", ["", "~N() { died++; }"])
@pytest.mark.parametrize("elements", [2, 100, 5000])
@pytest.mark.parametrize(
    ("call", "args", "result"),
    [
        ("text", (), "x0123456789"),
        ("node", (), 1),
        ("numbers", (), 7),
        ("entries", (), 20),
        ("given", ("y" * 3000,), "y" * 6000),
    ],
)
def test_the_next_call_runs(destructor: str, elements: int, call: str, args: tuple[str, ...], result: object) -> None:
    seen: list[BaseException] = []
    w = script(FILL % (destructor, elements), memory_limit=LIMIT, on_exception=seen.append)
    for _ in range(2):
        with pytest.raises(MemoryLimitExceeded):
            w.call("fill")
        assert w.call(call, *args) == result
    w.collect()
    w.collect()  # what destructors have let go
    assert w.stats().live_blocks < 100
    assert w.stats().memory_used < LIMIT // 4
    assert not seen


@pytest.mark.parametrize("destructor", ["", "~N() { died++; }"])
@pytest.mark.parametrize("elements", [0, 10, 1000])
def test_garbage_is_no_reason_to_fail(destructor: str, elements: int) -> None:
    """Cycles that nobody uses never make a call fail, however few allocations fill the memory."""
    w = script(
        FILL % (destructor, 0)
        + "int churn(int n) { for (int i = 0; i < n; i++) { N@ x = N(); @x.me = x; array<int> a(%d);"
        " x.data = a; string s = 'some text that takes up room '; s += i; } return died; }".replace("'", '"')
        % elements,
        memory_limit=LIMIT,
    )
    died = w.call("churn", 30_000)
    assert died > 10_000 if destructor else died == 0


def test_a_full_memory_is_not_searched_at_each_allocation() -> None:
    """Next to nothing is free: the call ends instead of collecting again and again for a block each time."""
    w = script(
        """
        class N { N@ me; N@ before; }
        N@ last;
        void main() { while (true) { N@ n = N(); @n.before = last; @last = n; N@ g = N(); @g.me = g; } }
        """,
        memory_limit=LIMIT,
    )
    with pytest.raises(MemoryLimitExceeded):
        w.call("main")
    assert w.stats().cost < 20_000_000


def test_the_tables_of_weak_references_survive_a_collection() -> None:
    """The collection for want of room happens while the table grows, and takes entries out of it."""
    w = script(
        """
        class N { N@ me; weakref<N> w; }
        int main(int n) {
            array<weakref<N>> all; int alive = 0;
            for (int i = 0; i < n; i++) {
                N@ x = N(); @x.me = x; @x.w = x;
                weakref<N> r(x); all.insertLast(r);
                if (all.length() > 100) all.removeAt(0);
            }
            for (uint i = 0; i < all.length(); i++) {
                N@ x = all[i].get();
                if (x !is null) { alive++; if (x.w.get() !is x) return -1; }
            }
            return alive;
        }
        """,
        memory_limit=1 << 17,
    )
    assert 0 <= w.call("main", 20_000) <= 100


def test_many_weak_references_to_one_object() -> None:
    w = script(
        """
        class N {}
        int main(int n) {
            N@ x = N(); array<weakref<N>> all(n);
            for (int i = 0; i < n; i++) @all[i] = x;
            for (int i = 0; i < n; i += 2) @all[i] = null;
            int alive = 0;
            for (int i = 0; i < n; i++) if (all[i].get() !is null) alive++;
            all.removeRange(0, uint(n / 2));
            @x = null;
            for (uint i = 0; i < all.length(); i++) if (all[i].get() !is null) return -1;
            return alive;
        }
        """
    )
    assert w.call("main", 1000) == 500
    small = w.stats().cost
    assert w.call("main", 100_000) == 50_000
    assert w.stats().cost - small < 150 * small
