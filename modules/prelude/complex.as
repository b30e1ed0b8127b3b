// complex: a complex number of two floats, as the C++ add-on has it. Declared in units that name it.
shared final class complex {
    float r, i;

    complex() {}

    complex(const complex &in other) {
        r = other.r;
        i = other.i;
    }

    complex(float re) {
        r = re;
    }

    complex(float re, float im) {
        r = re;
        i = im;
    }

    complex &opAddAssign(const complex &in other) {
        r += other.r;
        i += other.i;
        return this;
    }

    complex &opSubAssign(const complex &in other) {
        r -= other.r;
        i -= other.i;
        return this;
    }

    complex &opMulAssign(const complex &in other) {
        float re = r * other.r - i * other.i;
        i = r * other.i + i * other.r;
        r = re;
        return this;
    }

    // The quotient by zero is zero.
    complex &opDivAssign(const complex &in other) {
        float square = other.r * other.r + other.i * other.i;
        float re = square == 0 ? 0.0f : (r * other.r + i * other.i) / square;
        i = square == 0 ? 0.0f : (i * other.r - r * other.i) / square;
        r = re;
        return this;
    }

    complex opAdd(const complex &in other) const {
        return complex(r + other.r, i + other.i);
    }

    complex opSub(const complex &in other) const {
        return complex(r - other.r, i - other.i);
    }

    complex opMul(const complex &in other) const {
        return complex(r * other.r - i * other.i, r * other.i + i * other.r);
    }

    complex opDiv(const complex &in other) const {
        complex quotient = this;
        quotient /= other;
        return quotient;
    }

    bool opEquals(const complex &in other) const {
        return r == other.r && i == other.i;
    }

    float abs() const {
        return math::sqrt(r * r + i * i);
    }

    complex get_ri() const property {
        return this;
    }

    void set_ri(const complex &in other) property {
        this = other;
    }

    complex get_ir() const property {
        return complex(i, r);
    }

    void set_ir(const complex &in other) property {
        float re = other.i;
        i = other.r;
        r = re;
    }
}
