/** The tree view beside the map: the same content in words, for the keyboard, screen readers and narrow windows. */
import * as vscode from "vscode";
import type { Severity } from "../../../server/src/report/contract.js";
import type { OpenTarget } from "../map/messages.js";
import { firstSentence, worstSeverity } from "../map/model.js";
import type { MapStore } from "../map/store.js";
import { boundaryOf, children, elementNode, type TreeNode } from "./model.js";

const ELEMENT_ICONS: Record<Extract<TreeNode, { type: "element" }>["element"]["kind"], string> = {
  person: "account",
  route: "symbol-event",
  model: "sparkle",
  agent: "hubot",
  tool: "tools",
  "tool-server": "server-process",
  store: "database",
  "file-system": "folder",
  process: "terminal",
  outside: "globe",
  page: "browser",
  credential: "key",
};

const SEVERITY_ICONS: Record<Severity, vscode.ThemeIcon> = {
  error: new vscode.ThemeIcon("error", new vscode.ThemeColor("problemsErrorIcon.foreground")),
  warning: new vscode.ThemeIcon("warning", new vscode.ThemeColor("problemsWarningIcon.foreground")),
  info: new vscode.ThemeIcon("info", new vscode.ThemeColor("problemsInfoIcon.foreground")),
};

export class ElementTree implements vscode.TreeDataProvider<TreeNode>, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #view: vscode.TreeView<TreeNode>;
  readonly #subscription: vscode.Disposable;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(private readonly store: MapStore) {
    this.#view = vscode.window.createTreeView("threatline.elements", {
      treeDataProvider: this,
      showCollapseAll: true,
    });
    this.#subscription = store.onChange(() => {
      this.#changed.fire();
      this.#showBadge();
    });
  }

  getChildren(parent?: TreeNode): TreeNode[] {
    return this.store.result ? children(this.store.result, parent) : [];
  }

  /** Only elements are ever revealed; the tree needs their boundary for it. */
  getParent(node: TreeNode): TreeNode | undefined {
    return node.type === "element" && this.store.result
      ? boundaryOf(this.store.result, node.element)
      : undefined;
  }

  getTreeItem(node: TreeNode): vscode.TreeItem {
    const item = treeItem(node);
    item.id = node.key;
    item.contextValue = node.type;
    return item;
  }

  /** Opens the tree at an element, with its findings unfolded. */
  async reveal(elementId: string): Promise<void> {
    const element = this.store.element(elementId);
    if (!element || !this.store.result) return;
    await this.#view.reveal(elementNode(this.store.result, element), {
      select: true,
      focus: true,
      expand: 1,
    });
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#view.dispose();
    this.#changed.dispose();
  }

  #showBadge(): void {
    const count = this.store.result?.findings.filter((finding) => finding.status === "open").length ?? 0;
    const tooltip = count === 1 ? vscode.l10n.t("1 open finding") : vscode.l10n.t("{0} open findings", count);
    this.#view.badge = count > 0 ? { value: count, tooltip } : undefined;
  }
}

function treeItem(node: TreeNode): vscode.TreeItem {
  const { Collapsed, Expanded, None } = vscode.TreeItemCollapsibleState;
  switch (node.type) {
    case "boundary": {
      const item = new vscode.TreeItem(node.label, Expanded);
      item.description = String(node.size);
      return item;
    }
    case "element": {
      const { element, findings } = node;
      const item = new vscode.TreeItem(element.label, Collapsed);
      const worst = worstSeverity(findings);
      const count =
        findings.length === 1 ? vscode.l10n.t("1 finding") : vscode.l10n.t("{0} findings", findings.length);
      item.description = [element.detail, findings.length > 0 ? count : undefined]
        .filter(Boolean)
        .join(" · ");
      item.iconPath = worst ? SEVERITY_ICONS[worst] : new vscode.ThemeIcon(ELEMENT_ICONS[element.kind]);
      item.tooltip = [`${element.label} (${element.kind})`, element.detail, place(element.file, element.line)]
        .filter(Boolean)
        .join("\n");
      item.command = opens({ kind: "element", id: element.id });
      return item;
    }
    case "finding": {
      const { finding } = node;
      const item = new vscode.TreeItem(
        firstSentence(finding.message),
        finding.path.length > 1 ? Collapsed : None,
      );
      item.description = finding.threat;
      item.iconPath = SEVERITY_ICONS[finding.severity];
      item.tooltip = finding.message;
      item.command = opens({ kind: "finding", fingerprint: finding.fingerprint });
      return item;
    }
    case "flow": {
      const { flow, outgoing, other, findings } = node;
      const unfolds = findings.length > 0 || flow.locations.length > 1;
      const item = new vscode.TreeItem(other.label, unfolds ? Collapsed : None);
      item.description = flow.labels.join(", ");
      item.iconPath = new vscode.ThemeIcon(outgoing ? "arrow-right" : "arrow-left");
      item.tooltip = outgoing
        ? vscode.l10n.t("Flows to {0}: {1}", other.label, flow.labels.join(", "))
        : vscode.l10n.t("Flows from {0}: {1}", other.label, flow.labels.join(", "));
      item.command = opens({ kind: "flow", from: flow.from, to: flow.to, location: 0 });
      return item;
    }
    case "step":
    case "location": {
      const { step, index } = node;
      const item = new vscode.TreeItem(step.label, None);
      item.description = place(step.file, step.line) ?? "";
      item.iconPath = new vscode.ThemeIcon("circle-small");
      item.command =
        node.type === "step"
          ? opens({ kind: "finding", fingerprint: node.finding.fingerprint, step: index })
          : opens({ kind: "flow", from: node.flow.from, to: node.flow.to, location: index });
      return item;
    }
  }
}

function place(file: string | undefined, line: number | undefined): string | undefined {
  return file === undefined ? undefined : line === undefined ? file : `${file}:${line}`;
}

function opens(target: OpenTarget): vscode.Command {
  return { command: "threatline.openItem", title: vscode.l10n.t("Open Line"), arguments: [target] };
}
