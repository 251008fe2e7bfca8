-- Refuses a request whose body is still on its way: takes the body and throws it away, then answers. HAProxy's own
-- refusals answer at once and reset the stream, and gRPC clients then believe the reset, not the answer.
local folder = debug.getinfo(1, "S").source:match("^@(.*/)")
local answer = {}
for line in io.lines(folder .. "errors/413.http") do
  local name, value = line:match("^([%w-]+): (.-)\r?$")
  if name then answer[name] = value end
end

local CHUNK, MOST = 16384, 1 << 30

core.register_service("refuse_too_large", "http", function(applet)
  local taken = 0
  repeat
    local chunk = applet:receive(CHUNK)
    taken = taken + (chunk and #chunk or 0)
  until not chunk or #chunk == 0 or taken > MOST
  applet:set_status(200)
  for name, value in pairs(answer) do applet:add_header(name, value) end
  applet:start_response()
end)
