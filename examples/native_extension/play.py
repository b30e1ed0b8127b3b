"""A landscape whose arithmetic is C, drawn by a script. Build the extensions first, see README.md."""

from __future__ import annotations

import heights
import noise
from seraphscript import Context, Module

SCRIPT = """
void main() {
    uint seed = terrain::seedOf(terrain::firstWord("avalon by the sea"));
    array<float> row;
    for (int x = 0; x < 64; x++)
        row.insertLast(float(terrain::noise(x / 9.0, 0.5, seed)));
    terrain::smoothed(row);
    float low, high;
    terrain::spread(row, low, high);
    string line;
    for (uint x = 0; x < row.length(); x++)
        line += terrain::biome((row[x] - low) / (high - low), true).substr(0, 1);
    println(line);
    println(terrain::ramp(5, 0.5f)[4]);
    try {
        terrain::ramp(-1, 0);
    } catch {
        println(getExceptionInfo());
    }
}
"""


def main() -> None:
    terrain = Module("terrain")
    noise.register(terrain)
    heights.register(terrain)
    context = Context().install(terrain)
    unit = context.create_unit("landscape")
    unit.add_source("landscape.as", SCRIPT)
    unit.build()
    with unit.instantiate() as world:
        world.call("void main()")


if __name__ == "__main__":
    main()
