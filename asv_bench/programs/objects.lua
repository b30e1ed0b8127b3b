local Point = {}
Point.__index = Point
function Point.new(x, y) return setmetatable({a = x, b = y}, Point) end
local Base = {}
Base.__index = Base
function Base:direct(v) return v + self.k end
local Derived = setmetatable({}, Base)
Derived.__index = Derived
function Derived:virtual(v) return v + self.k end
function empty(n)
    local v = 0
    for i = 0, n - 1 do v = i + 1 end
    return v
end
function pair(n)
    local v = 0
    for i = 0, n - 1 do v = i + 1; local p = {a = 0, b = 0} end
    return v
end
function point(n)
    local v = 0
    for i = 0, n - 1 do v = i + 1; local p = Point.new(i, v) end
    return v
end
function direct(n)
    local v, o = 0, setmetatable({k = 1}, Base)
    for i = 0, n - 1 do v = o:direct(i) end
    return v
end
function virtual_(n)
    local v, o = 0, setmetatable({k = 1}, Derived)
    for i = 0, n - 1 do v = o:virtual(i) end
    return v
end
