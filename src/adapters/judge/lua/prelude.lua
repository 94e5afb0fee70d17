-- Makes of Lua 5.2 what Argo CD gives its scripts: gopher-lua 1.1 (Lua 5.1 with goto), Argo CD's own `os`, and nothing that
-- reaches a file, a process, the environment or a clock. It runs once before each script; `rust` are functions of this
-- binary, `open` says whether the standard libraries are open (`useOpenLibs`).
--
-- Nothing here may let a script catch the end of its budget: what catches errors asks `rust.spent` afterwards.
-- Nothing may depend on where the memory lies: tables are walked in the order of their keys, so that the same object always
-- has the same answer (Argo CD walks objects in Go's random order).
local rust, open = ...
local G = _G
local type, error, rawget, rawset, rawequal, select, getmetatable = type, error, rawget, rawset, rawequal, select, getmetatable
local raw_next, raw_pcall, raw_xpcall, raw_tostring, raw_setmetatable = next, pcall, xpcall, tostring, setmetatable
local sort, concat, remove, raw_unpack = table.sort, table.concat, table.remove, table.unpack
local max, min, floor = math.max, math.min, math.floor
local spent, text_of, number_of, format, compile = rust.spent, rust.text, rust.number, rust.format, rust.compile

local function expect_table(value, name)
  if type(value) ~= "table" then
    error("bad argument #1 to " .. name .. " (table expected, got " .. type(value) .. ")", 3)
  end
end

-- Errors ---------------------------------------------------------------------------------------------------------------

local function checked(ok, first, ...)
  if spent() then error("the script is at its end", 0) end
  if not ok and type(first) == "userdata" then first = raw_tostring(first) end
  return ok, first, ...
end

function G.pcall(f, ...) return checked(raw_pcall(f, ...)) end

function G.xpcall(f, handler)
  -- A handler of the error that ends the budget would run where steps are not counted.
  return checked(raw_xpcall(f, function(problem)
    if spent() then return problem end
    return handler(problem)
  end))
end

local function refused(name)
  return function()
    error(name .. " is not available: a script may reach no file, no process, no environment and no clock but os.date and os.time", 2)
  end
end

-- Tables ---------------------------------------------------------------------------------------------------------------

local rank = { number = 1, string = 2, boolean = 3 }

local function before(a, b)
  local of_a, of_b = type(a), type(b)
  if of_a == of_b and (of_a == "number" or of_a == "string") then return a < b end
  if of_a == "boolean" and of_b == "boolean" then return not a and b end
  return (rank[of_a] or 4) < (rank[of_b] or 4)
end

-- The keys of a table in their order.
local function keys_of(t)
  local keys, n, is_list, is_text = {}, 0, true, true
  for key in raw_next, t do
    n = n + 1
    keys[n] = key
    if key ~= n then is_list = false end
    if type(key) ~= "string" then is_text = false end
  end
  if n > 1 and not is_list then
    if is_text then sort(keys) else sort(keys, before) end
  end
  return keys, n
end

function G.pairs(t)
  expect_table(t, "pairs")
  local keys, n = keys_of(t)
  local at = 0
  return function()
    while at < n do
      at = at + 1
      local key = keys[at]
      local value = rawget(t, key)
      if value ~= nil then return key, value end
    end
  end, t, nil
end

-- How far `next` has gone in a table.
local walks = raw_setmetatable({}, { __mode = "k" })

function G.next(t, key)
  expect_table(t, "next")
  if raw_next(t) == nil then return nil end
  local walk = walks[t]
  if key == nil then
    walk = { keys_of(t), 0 }
    walks[t] = walk
  elseif not walk or walk[1][walk[2]] ~= key then
    walk = { keys_of(t), 0 }
    walks[t] = walk
    local at = 1
    while walk[1][at] ~= nil and walk[1][at] ~= key do at = at + 1 end
    walk[2] = at
  end
  local keys, at = walk[1], walk[2]
  while true do
    at = at + 1
    local found = keys[at]
    if found == nil then return nil end
    local value = rawget(t, found)
    if value ~= nil then
      walk[2] = at
      return found, value
    end
  end
end

function G.setmetatable(t, meta)
  -- Finalizers run where nothing counts their steps; gopher-lua has none.
  local gc = type(meta) == "table" and rawget(meta, "__gc")
  if not gc then return raw_setmetatable(t, meta) end
  rawset(meta, "__gc", nil)
  local made = raw_setmetatable(t, meta)
  rawset(meta, "__gc", gc)
  return made
end

local numbers = raw_setmetatable({}, { __mode = "k" })
local n_named = 0

local function tostring(value)
  local of = type(value)
  if of == "string" then return value end
  if of == "number" then return text_of(value) end
  if of == "nil" or of == "boolean" then return raw_tostring(value) end
  local meta = getmetatable(value)
  if type(meta) == "table" and rawget(meta, "__tostring") ~= nil then return raw_tostring(value) end
  if not numbers[value] then
    n_named = n_named + 1
    numbers[value] = n_named
  end
  return of .. ": 0x" .. text_of(numbers[value])
end

function G.tostring(...)
  if select("#", ...) == 0 then error("bad argument #1 to tostring (value expected)", 2) end
  return (tostring((...)))
end

function G.tonumber(value, base)
  if base ~= nil and (type(base) ~= "number" or base < 2 or base > 36) then
    error("bad argument #2 to tonumber (base out of range)", 2)
  end
  return number_of(value, base)
end

local T = table
T.unpack, T.pack = nil, nil
G.unpack = raw_unpack

function T.getn(t)
  expect_table(t, "getn")
  return #t
end

function T.maxn(t)
  expect_table(t, "maxn")
  local most = 0
  for key in raw_next, t do
    if type(key) == "number" and key > most then most = key end
  end
  return most
end

function T.remove(t, at)
  expect_table(t, "remove")
  if at ~= nil and (at < 1 or at > #t) then return nil end
  if at == nil then return remove(t) end
  return remove(t, at)
end

function T.concat(t, separator, from, to)
  expect_table(t, "concat")
  local n = #t
  if from ~= nil and to == nil and (from > n or from < 1) then return "" end
  from, to = max(min(from or 1, n), 1), min(to or n, n)
  local parts, n_parts = {}, 0
  for at = from, to do
    local value = rawget(t, at)
    if type(value) ~= "string" and type(value) ~= "number" then
      error("invalid value (" .. type(value) .. ") at index " .. text_of(at) .. " in table for concat", 2)
    end
    n_parts = n_parts + 1
    parts[n_parts] = tostring(value)
  end
  return concat(parts, separator and tostring(separator) or "")
end

-- Stable, and without a word about orders that contradict themselves, as Go's sort takes them.
local function less_than(a, b) return a < b end

function T.sort(t, less)
  expect_table(t, "sort")
  less = less or less_than
  local from, into, n = t, {}, #t
  local width = 1
  while width < n do
    for start = 1, n, 2 * width do
      local left, middle, stop = start, min(start + width, n + 1), min(start + 2 * width, n + 1)
      local right = middle
      for at = start, stop - 1 do
        if left < middle and (right >= stop or not less(from[right], from[left])) then
          into[at] = from[left]
          left = left + 1
        else
          into[at] = from[right]
          right = right + 1
        end
      end
    end
    from, into, width = into, from, width * 2
  end
  if from ~= t then
    for at = 1, n do t[at] = from[at] end
  end
end

-- Texts ----------------------------------------------------------------------------------------------------------------

-- The operator `..` of a script is written `..tiphys_concat_..` before it is compiled (concat.rs): numbers have to be
-- written as gopher-lua writes them. Of `a .. mark .. b` Lua joins the right pair first: `b` is put aside, then joined.
local waiting, joins = {}, {}
local mark = raw_setmetatable({}, joins)
raw_setmetatable(waiting, joins)

function joins.__concat(left, right)
  if rawequal(left, mark) then
    waiting[1] = right
    return waiting
  end
  right, waiting[1] = waiting[1], nil
  local of_left, of_right = type(left), type(right)
  if of_left == "number" then left = text_of(left) elseif of_left ~= "string" then
    error("attempt to concatenate a " .. of_left .. " value", 2)
  end
  if of_right == "number" then right = text_of(right) elseif of_right ~= "string" then
    error("attempt to concatenate a " .. of_right .. " value", 2)
  end
  return left .. right
end

G.tiphys_concat_ = mark

if open then
  local S = string
  function S.format(pattern, ...)
    local made, problem = format(pattern, select("#", ...), ...)
    if problem then error(problem, 2) end
    return made
  end
  S.gfind = S.gmatch
  S.dump = refused("string.dump")
else
  getmetatable("").__index = nil
  G.string = nil
end

-- Programs within the script -------------------------------------------------------------------------------------------

function G.loadstring(source, name)
  if type(source) ~= "string" then error("bad argument #1 to loadstring (string expected, got " .. type(source) .. ")", 2) end
  return compile(source, name or "<string>")
end

function G.load(reader, name)
  if type(reader) ~= "function" then error("bad argument #1 to load (function expected, got " .. type(reader) .. ")", 2) end
  local parts, n = {}, 0
  while true do
    local part = reader()
    if part == nil or part == "" then break end
    if type(part) ~= "string" then return nil, "reader function must return a string" end
    n = n + 1
    parts[n] = part
  end
  return compile(concat(parts), name or "?")
end

G.dofile, G.loadfile = refused("dofile"), refused("loadfile")
G.setfenv, G.newproxy, G.module = refused("setfenv"), refused("newproxy"), refused("module")
function G.getfenv() return G end
function G.collectgarbage() end
function G.print() end
G.rawlen, G.bit32, G.table = nil, nil, T
G._VERSION, G._GOPHER_LUA_VERSION = "Lua 5.1", "GopherLua 0.1"

-- Libraries ------------------------------------------------------------------------------------------------------------

local function os_date(...)
  local made, problem = rust.date(open, ...)
  if problem then error(problem, 2) end
  return made
end

local function os_time(...)
  local made, problem = rust.time(open, select("#", ...), ...)
  if problem then error(problem, 2) end
  return made
end

local os = { date = os_date, time = os_time }
-- Argo CD registers its `os` under the name `table`; scripts may have come to use that.
T.date, T.time = os_date, os_time

if open then
  for _, name in raw_next, { "execute", "exit", "getenv", "setenv", "remove", "rename", "tmpname", "clock" } do
    os[name] = refused("os." .. name)
  end
  function os.difftime(a, b) return a - b end
  function os.setlocale() return false end
  G.os = os

  local io = {}
  for _, name in raw_next, { "open", "popen", "lines", "read", "close", "tmpfile", "input", "output", "type" } do
    io[name] = refused("io." .. name)
  end
  -- What is written for people to see in Argo CD's log is seen nowhere.
  local nowhere = { write = function(self) return self end, flush = function() end, close = function() end }
  function io.write() return nowhere end
  function io.flush() end
  io.stdout, io.stderr = nowhere, nowhere
  G.io = io

  G.debug = { traceback = function(message) return message end }
  for _, name in raw_next, { "getinfo", "getlocal", "getupvalue", "setlocal", "setupvalue", "getfenv", "setfenv", "setmetatable", "sethook", "getregistry" } do
    G.debug[name] = refused("debug." .. name)
  end
  G.debug.getmetatable = getmetatable

  math.huge = 1.7976931348623157e308
  math.mod = math.fmod
  -- Random numbers are the same in each run, so that an answer holds.
  local seed = 1
  function math.randomseed(value) seed = floor(value) % 2147483646 + 1 end
  function math.random(low, high)
    seed = seed * 16807 % 2147483647
    local part = (seed - 1) / 2147483646
    if part >= 1 then part = 0 end
    if low == nil then return part end
    if high == nil then low, high = 1, low end
    if low > high then error("bad argument to random (interval is empty)", 2) end
    return low + floor(part * (high - low + 1))
  end

  local raw_resume = coroutine.resume
  function coroutine.resume(...) return checked(raw_resume(...)) end
else
  G.math, G.coroutine, G.os, G.io, G.debug = nil, nil, nil, nil, nil
end

local loaded = { _G = G, table = T, os = os, string = G.string, math = G.math, io = G.io, debug = G.debug, coroutine = G.coroutine }
G.package = { loaded = loaded, preload = {}, loaders = {}, path = "", cpath = "" }
loaded.package = G.package

function G.require(name)
  if loaded[name] ~= nil then return loaded[name] end
  local loader = G.package.preload[name]
  if type(loader) ~= "function" then error("module " .. tostring(name) .. " not found: a script stands alone", 2) end
  local made = loader(name)
  if loaded[name] == nil then loaded[name] = made == nil and true or made end
  return loaded[name]
end
