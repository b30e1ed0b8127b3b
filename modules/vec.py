"""vec: vectors, matrices, quaternions, colours and rectangles in `vec::`, as plain data of single precision.

What it is: an optional module, `Context(modules=["vec"])`, whose types are written as script like those of any host;
and the named tuples as which their values cross to Python. What it is not: a default module; nothing of it is loaded
unless a context asks for it.

Rules
- Vectors are columns: `matrix * vector`, and `a * b` applies b first. Angles are radians, rotations are right-handed.
- Nothing raises but what divides by a zero of the script's; what has no direction gives zero. normalized() and
  reflect() of a zero vector are zero, angle() with one is 0, a rotation about one is the identity, the inverse of a
  singular matrix is all zero.
- A result is never the object that it was computed of: all methods but the operators of assignment are const.
"""

from __future__ import annotations

from typing import NamedTuple

from seraphscript.registry.module import Module
from seraphscript.registry.value_types import ValueType


class Vec2(NamedTuple):
    """A vector of two floats."""

    x: float = 0.0
    y: float = 0.0


class Vec3(NamedTuple):
    """A vector of three floats."""

    x: float = 0.0
    y: float = 0.0
    z: float = 0.0


class Vec4(NamedTuple):
    """A vector of four floats."""

    x: float = 0.0
    y: float = 0.0
    z: float = 0.0
    w: float = 0.0


class IVec2(NamedTuple):
    """A vector of two ints."""

    x: int = 0
    y: int = 0


class Quat(NamedTuple):
    """A rotation as a quaternion."""

    x: float = 0.0
    y: float = 0.0
    z: float = 0.0
    w: float = 1.0


class Mat4(NamedTuple):
    """A matrix of four rows and columns: m12 stands in row 1, column 2."""

    m00: float = 1.0
    m01: float = 0.0
    m02: float = 0.0
    m03: float = 0.0
    m10: float = 0.0
    m11: float = 1.0
    m12: float = 0.0
    m13: float = 0.0
    m20: float = 0.0
    m21: float = 0.0
    m22: float = 1.0
    m23: float = 0.0
    m30: float = 0.0
    m31: float = 0.0
    m32: float = 0.0
    m33: float = 1.0


class Color(NamedTuple):
    """A colour: red, green, blue and alpha from 0 to 1."""

    r: float = 0.0
    g: float = 0.0
    b: float = 0.0
    a: float = 1.0


class Rect(NamedTuple):
    """A rectangle of floats: its corner and its size."""

    x: float = 0.0
    y: float = 0.0
    width: float = 0.0
    height: float = 0.0


class RectI(NamedTuple):
    """A rectangle of ints: its corner and its size."""

    x: int = 0
    y: int = 0
    width: int = 0
    height: int = 0


_SIGNS = {"Add": "+", "Sub": "-", "Mul": "*", "Div": "/"}


def _values(name: str, *parts: str) -> str:
    return f"return {name}({', '.join(parts)});"


def _normalized(name: str, fields: tuple[str, ...]) -> str:
    """Double precision: the square of every float is finite there, and zero for zero only."""
    wide = ", ".join([f"{field}2 = {field}" for field in fields])
    square = " + ".join([f"{field}2 * {field}2" for field in fields])
    return f"double {wide}, l = math::sqrt({square}), d = l == 0 ? 1.0 : l; {_each(name, fields, 'float(#2 / d)')}"


def _set(*fields: str) -> str:
    return " ".join([f"this.{field} = {field};" for field in fields])


def _each(name: str, fields: tuple[str, ...], expression: str) -> str:
    """`return Name(...)` with the expression once for each field, `#` being the field."""
    return _values(name, *[expression.replace("#", field) for field in fields])


def _type(module: Module, python: type[tuple[object, ...]], kind: str) -> tuple[ValueType, tuple[str, ...]]:
    fields: tuple[str, ...] = python._fields  # type: ignore[attr-defined]
    value = module.value_type(python.__name__, python, fields=[(field, kind) for field in fields])
    return value, fields


def _equals(value: ValueType, fields: tuple[str, ...]) -> None:
    same = " && ".join([f"{field} == o.{field}" for field in fields])
    value.operator(f"bool opEquals(const {value.name} &in o) const", script=f"return {same};")


def _assigned(fields: tuple[str, ...], kind: str, sign: str, operand: str) -> str:
    """The body of `+=` and the like. A division may raise: nothing is changed before all results are there."""
    operands = [(field, operand.replace("#", field)) for field in fields]
    if sign != "/":
        return " ".join([*[f"{field} {sign}= {by};" for field, by in operands], "return this;"])
    made = [f"{kind} {field}2 = {field} / {by};" for field, by in operands]
    return " ".join([*made, *[f"{field} = {field}2;" for field in fields], "return this;"])


def _arithmetic(value: ValueType, fields: tuple[str, ...], kind: str, operators: str, mixed: bool) -> None:
    """Operators with values of the same type, field by field, and with numbers on either side if `mixed`."""
    name = value.name
    for operator in operators.split():
        sign = _SIGNS[operator]
        value.operator(f"{name} op{operator}(const {name} &in o) const", script=_each(name, fields, f"# {sign} o.#"))
        body = _assigned(fields, kind, sign, "o.#")
        value.operator(f"{name} &op{operator}Assign(const {name} &in o)", script=body)
        if not mixed or operator in ("Add", "Sub"):
            continue
        value.operator(f"{name} op{operator}({kind} f) const", script=_each(name, fields, f"# {sign} f"))
        value.operator(f"{name} op{operator}_r({kind} f) const", script=_each(name, fields, f"f {sign} #"))
        value.operator(f"{name} &op{operator}Assign({kind} f)", script=_assigned(fields, kind, sign, "f"))


def _index(value: ValueType, fields: tuple[str, ...], kind: str) -> None:
    """`v[0]`: an index that is too large means the last component, as none is to cost a check."""
    found, stored = fields[-1], f"{fields[-1]} = value;"
    for number in range(len(fields) - 2, -1, -1):
        found = f"i == {number} ? {fields[number]} : {found}"
        stored = f"if (i == {number}) {fields[number]} = value; else {stored}"
    value.operator(f"{kind} get_opIndex(uint i) const property", script=f"return {found};")
    value.operator(f"void set_opIndex(uint i, {kind} value) property", script=stored)


def _vector(module: Module, python: type[tuple[object, ...]]) -> ValueType:
    value, fields = _type(module, python, "float")
    name = value.name
    value.constructor(f"{name}({', '.join([f'float {field}' for field in fields])})", script=_set(*fields))
    _arithmetic(value, fields, "float", "Add Sub Mul Div", True)
    value.operator(f"{name} opNeg() const", script=_each(name, fields, "-#"))
    _equals(value, fields)
    _index(value, fields, "float")
    square = " + ".join([f"{field} * {field}" for field in fields])
    product = " + ".join([f"{field} * o.{field}" for field in fields])
    between = " + ".join([f"({field} - o.{field}) * ({field} - o.{field})" for field in fields])
    other = f"const {name} &in o"
    value.method("float length() const", script=f"return math::sqrt({square});")
    value.method("float lengthSquared() const", script=f"return {square};")
    value.method(f"float dot({other}) const", script=f"return {product};")
    value.method(f"float distance({other}) const", script=f"return math::sqrt({between});")
    value.method(f"float distanceSquared({other}) const", script=f"return {between};")
    value.method(f"{name} normalized() const", script=_normalized(name, fields))
    value.method(f"{name} lerp({other}, float t) const", script=_each(name, fields, "# + (o.# - #) * t"))
    value.method(f"{name} min({other}) const", script=_each(name, fields, "# < o.# ? # : o.#"))
    value.method(f"{name} max({other}) const", script=_each(name, fields, "# > o.# ? # : o.#"))
    value.method(f"{name} abs() const", script=_each(name, fields, "math::abs(#)"))
    value.method(
        f"{name} clamp(const {name} &in low, const {name} &in high) const",
        script=_each(name, fields, "# < low.# ? low.# : # > high.# ? high.# : #"),
    )
    if name != "Vec4":
        normal = " + ".join([f"{field} * n.{field}" for field in fields])
        value.method(
            f"{name} reflect(const {name} &in n) const",
            script=f"float d = 2.0f * ({normal}); {_each(name, fields, '# - d * n.#')}",
        )
        value.method(
            f"float angle({other}) const",
            script=f"""float l = math::sqrt(({square}) * o.lengthSquared());
            float c = l == 0 ? 1.0f : ({product}) / l;
            return math::acos(c < -1.0f ? -1.0f : c > 1.0f ? 1.0f : c);""",
        )
    return value


def _vectors(module: Module) -> None:
    two = _vector(module, Vec2)
    two.method("float cross(const Vec2 &in o) const", script="return x * o.y - y * o.x;")
    two.method("Vec2 perpendicular() const", script="return Vec2(-y, x);")
    two.method(
        "Vec2 rotated(float angle) const",
        script="float s = math::sin(angle), c = math::cos(angle); return Vec2(x * c - y * s, x * s + y * c);",
    )
    three = _vector(module, Vec3)
    three.constructor("Vec3(const Vec2 &in xy, float z)", script="x = xy.x; y = xy.y; this.z = z;")
    three.method(
        "Vec3 cross(const Vec3 &in o) const",
        script="return Vec3(y * o.z - z * o.y, z * o.x - x * o.z, x * o.y - y * o.x);",
    )
    three.property("Vec2 xy", script="return Vec2(x, y);")
    four = _vector(module, Vec4)
    four.constructor("Vec4(const Vec3 &in xyz, float w)", script="x = xyz.x; y = xyz.y; z = xyz.z; this.w = w;")
    four.property("Vec3 xyz", script="return Vec3(x, y, z);")
    ints, fields = _type(module, IVec2, "int")
    ints.constructor("IVec2(int x, int y)", script=_set(*fields))
    _arithmetic(ints, fields, "int", "Add Sub Mul Div", True)
    ints.operator("IVec2 opNeg() const", script="return IVec2(-x, -y);")
    _equals(ints, fields)
    _index(ints, fields, "int")
    ints.method("int dot(const IVec2 &in o) const", script="return x * o.x + y * o.y;")
    ints.method("int lengthSquared() const", script="return x * x + y * y;")
    ints.method("IVec2 min(const IVec2 &in o) const", script=_each("IVec2", fields, "# < o.# ? # : o.#"))
    ints.method("IVec2 max(const IVec2 &in o) const", script=_each("IVec2", fields, "# > o.# ? # : o.#"))
    ints.method("Vec2 toVec2() const", script="return Vec2(x, y);")
    two.method("IVec2 floor() const", script="return IVec2(int(math::floor(x)), int(math::floor(y)));")


def _quaternion(module: Module) -> None:
    quat, fields = _type(module, Quat, "float")
    quat.constructor("Quat()", script="x = 0; y = 0; z = 0; w = 1;")
    quat.constructor("Quat(float x, float y, float z, float w)", script=_set(*fields))
    quat.constructor(
        "Quat(const Vec3 &in axis, float angle)",
        script="""float l = axis.length();
        float s = l == 0 ? 0.0f : math::sin(angle * 0.5f) / l;
        x = axis.x * s; y = axis.y * s; z = axis.z * s;
        w = l == 0 ? 1.0f : math::cos(angle * 0.5f);""",
    )
    _equals(quat, fields)
    product = (
        "w * o.x + x * o.w + y * o.z - z * o.y",
        "w * o.y - x * o.z + y * o.w + z * o.x",
        "w * o.z + x * o.y - y * o.x + z * o.w",
        "w * o.w - x * o.x - y * o.y - z * o.z",
    )
    quat.operator("Quat opMul(const Quat &in o) const", script=_values("Quat", *product))
    assigned = " ".join([f"float {field}2 = {value};" for field, value in zip(fields, product, strict=True)])
    assigned += " ".join(["", *[f"{field} = {field}2;" for field in fields]])
    quat.operator("Quat &opMulAssign(const Quat &in o)", script=f"{assigned} return this;")
    rotated = """float a = 2.0f * (y * v.z - z * v.y), b = 2.0f * (z * v.x - x * v.z), c = 2.0f * (x * v.y - y * v.x);
    return Vec3(v.x + w * a + (y * c - z * b), v.y + w * b + (z * a - x * c), v.z + w * c + (x * b - y * a));"""
    quat.operator("Vec3 opMul(const Vec3 &in v) const", script=rotated)
    quat.method("Vec3 rotate(const Vec3 &in v) const", script=rotated)
    quat.operator("Quat opNeg() const", script="return Quat(-x, -y, -z, -w);")
    quat.method("float dot(const Quat &in o) const", script="return x * o.x + y * o.y + z * o.z + w * o.w;")
    quat.method("float length() const", script="return math::sqrt(x * x + y * y + z * z + w * w);")
    quat.method("Quat conjugate() const", script="return Quat(-x, -y, -z, w);")
    quat.method(
        "Quat inverse() const",
        script="""float l = x * x + y * y + z * z + w * w, d = l == 0 ? 1.0f : l;
        return Quat(-x / d, -y / d, -z / d, w / d);""",
    )
    quat.method("Quat normalized() const", script=_normalized("Quat", fields))
    quat.method(
        "Quat slerp(const Quat &in o, float t) const",
        script="""float c = dot(o);
        float sign = c < 0 ? -1.0f : 1.0f;
        c *= sign;
        float a = 1.0f - t, b = t;
        if (c < 0.9995f) {
            float angle = math::acos(c), s = math::sin(angle);
            a = math::sin(a * angle) / s;
            b = math::sin(b * angle) / s;
        }
        b *= sign;
        return Quat(a * x + b * o.x, a * y + b * o.y, a * z + b * o.z, a * w + b * o.w).normalized();""",
    )
    quat.method(
        "Mat4 toMat4() const",
        script="""return Mat4(
            1.0f - 2.0f * (y * y + z * z), 2.0f * (x * y - z * w), 2.0f * (x * z + y * w), 0,
            2.0f * (x * y + z * w), 1.0f - 2.0f * (x * x + z * z), 2.0f * (y * z - x * w), 0,
            2.0f * (x * z - y * w), 2.0f * (y * z + x * w), 1.0f - 2.0f * (x * x + y * y), 0,
            0, 0, 0, 1);""",
    )


def _cofactor(row: int, column: int) -> str:
    """The determinant of what is left of a matrix without a row and a column, with its sign."""
    (a, b, c), (x, y, z) = ([i for i in range(4) if i != without] for without in (row, column))
    value = (
        f"m{a}{x} * (m{b}{y} * m{c}{z} - m{b}{z} * m{c}{y}) - m{a}{y} * (m{b}{x} * m{c}{z} - m{b}{z} * m{c}{x})"
        f" + m{a}{z} * (m{b}{x} * m{c}{y} - m{b}{y} * m{c}{x})"
    )
    return f"-({value})" if (row + column) % 2 else f"({value})"


def _matrix(module: Module) -> None:
    matrix, fields = _type(module, Mat4, "float")
    identity = " ".join([f"{field} = {int(field[1] == field[2])};" for field in fields])
    matrix.constructor("Mat4()", script=identity)
    matrix.constructor(f"Mat4({', '.join([f'float {field}' for field in fields])})", script=_set(*fields))
    _equals(matrix, fields)
    cells = [" + ".join([f"m{r}{i} * o.m{i}{c}" for i in range(4)]) for r in range(4) for c in range(4)]
    matrix.operator("Mat4 opMul(const Mat4 &in o) const", script=_values("Mat4", *cells))
    matrix.operator("Mat4 opMul(float f) const", script=_each("Mat4", fields, "# * f"))
    rows = [f"m{r}0 * v.x + m{r}1 * v.y + m{r}2 * v.z" for r in range(4)]
    whole = [f"{row} + m{r}3 * v.w" for r, row in enumerate(rows)]
    matrix.operator("Vec4 opMul(const Vec4 &in v) const", script=_values("Vec4", *whole))
    moved = [f"{row} + m{r}3" for r, row in enumerate(rows)]
    matrix.method("Vec3 transformPoint(const Vec3 &in v) const", script=_values("Vec3", *moved[:3]))
    matrix.method("Vec3 transformVector(const Vec3 &in v) const", script=_values("Vec3", *rows[:3]))
    seen = _values("Vec3", *[f"({row}) / d" for row in moved[:3]])
    matrix.method(
        "Vec3 project(const Vec3 &in v) const", script=f"float p = {moved[3]}, d = p == 0 ? 1.0f : p; {seen}"
    )
    swapped = [f"m{c}{r}" for r in range(4) for c in range(4)]
    matrix.method("Mat4 transposed() const", script=_values("Mat4", *swapped))
    along = " + ".join([f"m0{c} * {_cofactor(0, c)}" for c in range(4)])
    matrix.method("float determinant() const", script=f"return {along};")
    inverse = [f"{_cofactor(c, r)} * f" for r in range(4) for c in range(4)]
    matrix.method(
        "Mat4 inverse() const",
        script=f"float d = determinant(), f = d == 0 ? 0.0f : 1.0f / d; {_values('Mat4', *inverse)}",
    )
    matrix.property("Vec3 translation", script="return Vec3(m03, m13, m23);")
    _transforms(matrix)


def _transforms(matrix: ValueType) -> None:
    """What multiplies a matrix by a transformation, which then comes first: Mat4().translated(a).rotated(b)."""
    cells = [f"m{r}{c}" for r in range(4) for c in range(3)]
    last = [f"m{r}0 * by.x + m{r}1 * by.y + m{r}2 * by.z + m{r}3" for r in range(4)]
    placed = [cell for r in range(4) for cell in (*cells[3 * r : 3 * r + 3], last[r])]
    matrix.method("Mat4 translated(const Vec3 &in by) const", script=_values("Mat4", *placed))
    sized = [f"m{r}{c}{by}" for r in range(4) for c, by in enumerate((" * by.x", " * by.y", " * by.z", ""))]
    matrix.method("Mat4 scaled(const Vec3 &in by) const", script=_values("Mat4", *sized))
    matrix.method("Mat4 rotated(const Quat &in by) const", script="return this * by.toMat4();")
    matrix.method(
        "Mat4 rotated(const Vec3 &in axis, float angle) const", script="return this * Quat(axis, angle).toMat4();"
    )
    matrix.method(
        "Mat4 perspective(float fieldOfView, float aspect, float near, float far) const",
        script="""float f = 1.0f / math::tan(fieldOfView * 0.5f), d = 1.0f / (near - far);
        return this * Mat4(f / aspect, 0, 0, 0,  0, f, 0, 0,
            0, 0, (far + near) * d, 2.0f * far * near * d,  0, 0, -1, 0);""",
    )
    matrix.method(
        "Mat4 orthographic(float left, float right, float bottom, float top, float near, float far) const",
        script="""float w = 1.0f / (right - left), h = 1.0f / (top - bottom), d = 1.0f / (far - near);
        return this * Mat4(2.0f * w, 0, 0, -(right + left) * w,  0, 2.0f * h, 0, -(top + bottom) * h,
            0, 0, -2.0f * d, -(far + near) * d,  0, 0, 0, 1);""",
    )
    matrix.method(
        "Mat4 lookAt(const Vec3 &in eye, const Vec3 &in center, const Vec3 &in up) const",
        script="""Vec3 f = (center - eye).normalized();
        Vec3 s = f.cross(up).normalized();
        Vec3 u = s.cross(f);
        return this * Mat4(s.x, s.y, s.z, -s.dot(eye),  u.x, u.y, u.z, -u.dot(eye),
            -f.x, -f.y, -f.z, f.dot(eye),  0, 0, 0, 1);""",
    )


def _color(module: Module) -> None:
    color, fields = _type(module, Color, "float")
    color.constructor("Color()", script="r = 0; g = 0; b = 0; a = 1;")
    color.constructor("Color(float r, float g, float b, float a = 1)", script=_set(*fields))
    places = list(zip(fields, (24, 16, 8, 0), strict=True))
    parts = " ".join([f"{field} = ((rgba >> {shift}) & 255) / 255.0f;" for field, shift in places])
    color.constructor("Color(uint rgba)", script=parts)
    _arithmetic(color, fields, "float", "Add Sub Mul", True)
    _equals(color, fields)
    color.method("Color lerp(const Color &in o, float t) const", script=_each("Color", fields, "# + (o.# - #) * t"))
    color.method("Color clamped() const", script=_each("Color", fields, "# < 0 ? 0.0f : # > 1 ? 1.0f : #"))
    color.method("Color withAlpha(float alpha) const", script="return Color(r, g, b, alpha);")
    color.property("float luminance", script="return 0.2126f * r + 0.7152f * g + 0.0722f * b;")
    numbers = [f"(uint(math::clamp({field}, 0.0f, 1.0f) * 255.0f + 0.5f) << {shift})" for field, shift in places]
    color.property("uint rgba", script=f"return {' | '.join(numbers)};")


def _rectangle(module: Module, python: type[tuple[object, ...]], kind: str, point: str) -> None:
    rect, fields = _type(module, python, kind)
    name = rect.name
    rect.constructor(f"{name}({kind} x, {kind} y, {kind} width, {kind} height)", script=_set(*fields))
    rect.constructor(
        f"{name}(const {point} &in position, const {point} &in size)",
        script="x = position.x; y = position.y; width = size.x; height = size.y;",
    )
    _equals(rect, fields)
    rect.property(f"{kind} right", script="return x + width;")
    rect.property(f"{kind} bottom", script="return y + height;")
    rect.property(f"{point} position", script=f"return {point}(x, y);")
    rect.property(f"{point} size", script=f"return {point}(width, height);")
    rect.property(f"{point} center", script=f"return {point}(x + width / 2, y + height / 2);")
    rect.property("bool isEmpty", script="return !(width > 0 && height > 0);")
    # The edges, which of ints may lie beyond what an int holds.
    wide = "int64" if kind == "int" else kind
    right, bottom = f"{wide}(x) + width", f"{wide}(y) + height"
    far, low = f"{wide}(o.x) + o.width", f"{wide}(o.y) + o.height"
    rect.method(
        f"bool contains(const {point} &in p) const",
        script=f"return p.x >= x && p.y >= y && p.x < {right} && p.y < {bottom};",
    )
    rect.method(
        f"bool contains(const {name} &in o) const",
        script=f"return o.x >= x && o.y >= y && {far} <= {right} && {low} <= {bottom};",
    )
    meets = f"x < {far} && o.x < {right} && y < {low} && o.y < {bottom}"
    filled = f"x < {right} && o.x < {far} && y < {bottom} && o.y < {low}"
    rect.method(f"bool intersects(const {name} &in o) const", script=f"return {meets} && {filled};")
    edges = f"{wide} r = {right}, r2 = {far}, b = {bottom}, b2 = {low};"
    rect.method(
        f"{name} intersection(const {name} &in o) const",
        script=f"""{kind} l = x > o.x ? x : o.x, t = y > o.y ? y : o.y;
        {edges}
        if (r2 < r) r = r2;
        if (b2 < b) b = b2;
        if (r <= l || b <= t) return {name}();
        return {name}(l, t, {kind}(r - l), {kind}(b - t));""",
    )
    most = "if (r - l > 0x7fffffff) r = l + 0x7fffffff; if (b - t > 0x7fffffff) b = t + 0x7fffffff;" * (kind == "int")
    rect.method(
        f"{name} union(const {name} &in o) const",
        script=f"""if (o.isEmpty) return this;
        if (isEmpty) return o;
        {wide} l = x < o.x ? x : o.x, t = y < o.y ? y : o.y;
        {edges}
        if (r2 > r) r = r2;
        if (b2 > b) b = b2;
        {most}
        return {name}({kind}(l), {kind}(t), {kind}(r - l), {kind}(b - t));""",
    )
    moved = f"return {name}(x + by.x, y + by.y, width, height);"
    rect.method(f"{name} moved(const {point} &in by) const", script=moved)
    rect.method(
        f"{name} grown({kind} by) const", script=f"return {name}(x - by, y - by, width + 2 * by, height + 2 * by);"
    )


def module() -> Module:
    """The module, new."""
    vec = Module("vec")
    _vectors(vec)
    _quaternion(vec)
    _matrix(vec)
    _color(vec)
    _rectangle(vec, Rect, "float", "Vec2")
    _rectangle(vec, RectI, "int", "IVec2")
    return vec
