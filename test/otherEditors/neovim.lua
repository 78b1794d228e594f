-- Does with a board what a person does in Neovim, through the functions that its keys are mapped to, and writes what came of
-- each as JSON to the file that the environment variable ANSWERS names. The set-up under test is sourced before this.
local answers = {}

--- Waits until `question` answers something that is not nil or false; nil where it does not within a minute.
local function eventually(question)
  local answer
  vim.wait(60000, function()
    answer = question()
    return answer ~= nil and answer ~= false
  end, 20)
  return answer
end

--- Places the cursor on the first occurrence of a text, which has to be there.
local function go_to(text, by)
  local lines = vim.api.nvim_buf_get_lines(0, 0, -1, false)
  for row, line in ipairs(lines) do
    local column = line:find(text, 1, true)
    if column then
      vim.api.nvim_win_set_cursor(0, { row, column - 1 + (by or 0) })
      return
    end
  end
  error(text .. ' is not in the buffer')
end

local function text()
  return table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\n')
end

--- The text of the floating window that is open; nil where there is none.
local function floating()
  for _, window in ipairs(vim.api.nvim_list_wins()) do
    if vim.api.nvim_win_get_config(window).relative ~= '' then
      return table.concat(vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(window), 0, -1, false), '\n')
    end
  end
end

local function diagnostics()
  local found = {}
  for _, each in ipairs(vim.diagnostic.get(0)) do
    table.insert(found, {
      message = each.message,
      severity = each.severity,
      source = each.source,
      code = each.code or ((each.user_data or {}).lsp or {}).code,
      line = each.lnum + 1,
    })
  end
  return found
end

local function reports(code)
  return function()
    for _, each in ipairs(diagnostics()) do
      if each.code == code then return true end
    end
  end
end

--- Applies the first offered action whose title has `wanted` in it; all titles that were offered.
local function apply_action(wanted)
  local titles
  vim.ui.select = function(items, options, choose)
    titles = {}
    local chosen, place
    for index, item in ipairs(items) do
      local title = options.format_item and options.format_item(item) or tostring(item)
      table.insert(titles, title)
      if chosen == nil and title:find(wanted, 1, true) then
        chosen, place = item, index
      end
    end
    choose(chosen, place)
  end
  local before = text()
  vim.lsp.buf.code_action()
  eventually(function() return text() ~= before end)
  return titles
end

--- What `<C-x><C-o>` offers at the end of the line that the cursor is in; the first is accepted.
local function complete()
  local words
  local keys = function(names) return vim.api.nvim_replace_termcodes(names, true, false, true) end
  vim.api.nvim_create_autocmd('CompleteChanged', {
    once = true,
    callback = function()
      words = {}
      for _, item in ipairs(vim.fn.complete_info({ 'items' }).items) do table.insert(words, item.abbr) end
      vim.api.nvim_feedkeys(keys('<C-y><Esc>'), 'n', false)
    end,
  })
  -- Leaves the insert mode where nothing is offered.
  vim.defer_fn(function() vim.api.nvim_input(keys('<Esc>')) end, 60000)
  vim.api.nvim_feedkeys(keys('A<C-x><C-o>'), 'tx!', false)
  return words
end

local function work()
  vim.cmd('edit misaligned.dts')
  eventually(reports('cma-misaligned'))
  answers.diagnostics = diagnostics()

  go_to('video@60000000')
  vim.lsp.buf.hover()
  answers.hover = eventually(floating)
  -- A moved cursor closes it, which an editor without a window does not see.
  for _, window in ipairs(vim.api.nvim_list_wins()) do
    if vim.api.nvim_win_get_config(window).relative ~= '' then vim.api.nvim_win_close(window, true) end
  end

  go_to('0x1100000')
  answers.actions = apply_action('Round')
  answers.mended = text()
  eventually(function() return not reports('cma-misaligned')() end)
  answers.left = diagnostics()

  vim.cmd('edit! camera.dts')
  go_to('memory-region = <&video>')
  local row = vim.api.nvim_win_get_cursor(0)[1]
  vim.api.nvim_buf_set_lines(0, row - 1, row, false, { '\tmemory-region = <&' })
  vim.api.nvim_win_set_cursor(0, { row, 0 })
  answers.offered = complete()
  answers.completed = vim.api.nvim_get_current_line()
  vim.api.nvim_buf_set_lines(0, row - 1, row, false, { '\tmemory-region = <&video>;' })

  go_to('video: video@')
  local before = text()
  vim.lsp.buf.rename('frames')
  eventually(function() return text() ~= before end)
  answers.renamed = text()
end

local held, fault = pcall(work)
if not held then answers.fault = tostring(fault) end
vim.fn.writefile({ vim.fn.json_encode(answers) }, vim.env.ANSWERS)
vim.cmd('qall!')
