-- Starts the language server on a file, waits for its diagnostics, applies the fix of one of them, and prints what it saw.
local file, cli, rule = arg_file, arg_cli, arg_rule
vim.cmd('edit ' .. vim.fn.fnameescape(file))
local client = vim.lsp.start_client({ name = 'karplint', cmd = { 'node', cli, 'lsp', '--stdio' }, root_dir = vim.fn.fnamemodify(file, ':h') })
vim.lsp.buf_attach_client(0, client)

local function codes()
  local found = {}
  for _, diagnostic in ipairs(vim.diagnostic.get(0)) do
    table.insert(found, diagnostic.lnum + 1 .. ':' .. tostring(diagnostic.code or (diagnostic.user_data and diagnostic.user_data.lsp.code)))
  end
  table.sort(found)
  return table.concat(found, ' ')
end

local function wait_for(test)
  return vim.wait(20000, test, 20)
end

local function say(text)
  io.stdout:write(text .. '\n')
end

say('clean: ' .. tostring(wait_for(function() return vim.lsp.buf_is_attached(0, client) and not codes():find(rule, 1, true) end)))
vim.cmd('%s/consolidateAfter: 5m/consolidateAfter: Never/')
vim.cmd('silent write')
say('seen: ' .. tostring(wait_for(function() return codes():find(rule, 1, true) ~= nil end)))
say('at: ' .. codes())

local line = vim.fn.search('consolidateAfter: Never') - 1
local params = {
  textDocument = vim.lsp.util.make_text_document_params(0),
  range = { start = { line = line, character = 22 }, ['end'] = { line = line, character = 22 } },
  context = { diagnostics = {} },
}
local answers = vim.lsp.buf_request_sync(0, 'textDocument/codeAction', params, 20000) or {}
for _, answer in pairs(answers) do
  for _, action in ipairs(answer.result or {}) do
    if action.edit and action.title:find('5m', 1, true) then
      vim.lsp.util.apply_workspace_edit(action.edit, 'utf-16')
    end
  end
end
vim.cmd('silent write')
say('mended: ' .. tostring(wait_for(function() return not codes():find(rule, 1, true) end)))
vim.cmd('qa!')
