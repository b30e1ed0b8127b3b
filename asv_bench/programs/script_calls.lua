local function inc(a) return a + 1 end
local function add(a, b) return a + b end
local function pick(a, b, c) if a < b then return c end return a end
function bench(n)
    local v = 0
    for i = 0, n - 1 do
        v = inc(v)
        v = add(v, i % 4)
        v = pick(v, i, v % 4096)
    end
    return v
end
