// How many points of an n x n grid stay inside the Mandelbrot set.
double bench(int n) {
    int inside = 0;
    for (int row = 0; row < n; row++) {
        double ci = 2.0 * row / n - 1.0;
        for (int col = 0; col < n; col++) {
            double cr = 2.0 * col / n - 1.5;
            double zr = 0, zi = 0;
            int step = 0;
            while (step < 50) {
                double zr2 = zr * zr, zi2 = zi * zi;
                if (zr2 + zi2 > 4.0) break;
                zi = 2.0 * zr * zi + ci;
                zr = zr2 - zi2 + cr;
                step++;
            }
            if (step == 50) inside++;
        }
    }
    return inside;
}
