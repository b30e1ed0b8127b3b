// ends: depth
double f(double x) {
  double a = x, b = a, c = b, d = c, e = d, g = e, h = g, i = h, j = i, k = j, l = k, m = l, n = m, o = n, p = o;
  return f(a + b + c + d + e + g + h + i + j + k + l + m + n + o + p) + a + p;
}
void main() { f(1); }
