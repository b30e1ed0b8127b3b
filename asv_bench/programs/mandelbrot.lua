function bench(n)
    local inside = 0
    for row = 0, n - 1 do
        local ci = 2.0 * row / n - 1.0
        for col = 0, n - 1 do
            local cr = 2.0 * col / n - 1.5
            local zr, zi = 0.0, 0.0
            local step = 0
            while step < 50 do
                local zr2, zi2 = zr * zr, zi * zi
                if zr2 + zi2 > 4.0 then break end
                zi = 2.0 * zr * zi + ci
                zr = zr2 - zi2 + cr
                step = step + 1
            end
            if step == 50 then inside = inside + 1 end
        end
    end
    return inside
end
