-- Neovim's own language client, headless: opens one file, waits for the server's diagnostics and writes them as JSON.
-- Arguments come from the environment, because Neovim reads its own command line: THREATLINE_SERVER, THREATLINE_FILE,
-- THREATLINE_ROOT, THREATLINE_OUT.
local env = vim.env
local seen = false
local publish = vim.lsp.handlers["textDocument/publishDiagnostics"]

vim.cmd("edit " .. vim.fn.fnameescape(env.THREATLINE_FILE))

local client = vim.lsp.start_client({
  name = "threatline",
  cmd = { "node", env.THREATLINE_SERVER, "--stdio" },
  root_dir = env.THREATLINE_ROOT,
  workspace_folders = { { uri = vim.uri_from_fname(env.THREATLINE_ROOT), name = "fixture" } },
  handlers = {
    ["textDocument/publishDiagnostics"] = function(problem, result, context, config)
      publish(problem, result, context, config)
      local same = vim.uri_to_bufnr(result.uri) == vim.api.nvim_get_current_buf()
      if same and #result.diagnostics > 0 then
        seen = true
      end
    end,
  },
})
vim.lsp.buf_attach_client(0, client)

-- The findings of this file may need the rest of the workspace: what was pushed first need not be all. Two seconds
-- without a change are taken as the end.
local last, since = -1, 0
vim.wait(60000, function()
  local count, now = #vim.diagnostic.get(0), vim.loop.now()
  if not seen or count ~= last then
    last, since = count, now
  end
  return seen and now - since >= 2000
end, 100)

local rows = {}
for _, diagnostic in ipairs(vim.diagnostic.get(0)) do
  table.insert(rows, {
    line = diagnostic.lnum,
    column = diagnostic.col,
    severity = diagnostic.severity,
    message = diagnostic.message,
    source = diagnostic.source,
    code = diagnostic.code or (diagnostic.user_data and diagnostic.user_data.lsp and diagnostic.user_data.lsp.code),
  })
end
local out = io.open(env.THREATLINE_OUT, "w")
out:write(vim.fn.json_encode({ clients = #vim.lsp.get_active_clients(), rows = rows }))
out:close()
vim.lsp.stop_client(client)
vim.wait(3000, function()
  return #vim.lsp.get_active_clients() == 0
end, 50)
vim.cmd("qall!")
