local half = math.type and load("return function(v) return v // 2 end")() or function(v) return math.floor(v / 2) end
local function sort_part(v, lo, hi)
    while hi - lo > 8 do
        local pivot, i, j = v[half(lo + hi)], lo, hi
        while i <= j do
            while v[i] < pivot do i = i + 1 end
            while v[j] > pivot do j = j - 1 end
            if i <= j then
                v[i], v[j] = v[j], v[i]
                i = i + 1
                j = j - 1
            end
        end
        sort_part(v, lo, j)
        lo = i
    end
    for k = lo + 1, hi do
        local key, m = v[k], k - 1
        while m >= lo and v[m] > key do
            v[m + 1] = v[m]
            m = m - 1
        end
        v[m + 1] = key
    end
end
function bench(n)
    local v = {}
    local x = 42
    for i = 0, n - 1 do
        x = (x * 171 + 7) % 30269
        v[i] = x
    end
    sort_part(v, 0, n - 1)
    local sum = 0.0
    for i = 0, n - 1 do sum = sum + v[i] * (i % 7) end
    return sum
end
