local function one(v) return v + 1 end
function bench(n)
    local v = 0
    for i = 0, n - 1 do v = one(i) end
    return v
end
function empty(n)
    local v = 0
    for i = 0, n - 1 do v = i end
    return v
end
