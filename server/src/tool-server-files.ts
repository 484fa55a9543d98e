/** Configuration files in which editors and agents keep the MCP servers they start. */

/**
 * By their usual names: `.mcp.json` (Claude Code), `.vscode/mcp.json`, `.cursor/mcp.json`, `mcp.json`, and those of Claude
 * Desktop, Windsurf, Cline and Roo Code.
 */
const NAMES = /(?:^|\/)(?:\.?mcp|mcp_config|(?:cline_)?mcp_settings|claude_desktop_config)\.json$/;

/** Whether a root-relative path or URI is a file that may define MCP servers. */
export function isToolServerFile(path: string): boolean {
  return NAMES.test(path);
}

/** Names to watch for on disk, as a glob. */
export const TOOL_SERVER_FILES =
  "**/{mcp,.mcp,mcp_config,mcp_settings,cline_mcp_settings,claude_desktop_config}.json";
