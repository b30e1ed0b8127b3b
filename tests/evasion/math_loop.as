// ends: budget
void main() { double x = 0; while (true) x = math::sin(x) + math::pow(1.0001, x) + math::sqrt(x * x); }
