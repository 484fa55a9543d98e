/**
 * What reading facts needs of the compiler, each under a name of its own: bundled, `ts.isIdentifier` is then a call of a
 * known function instead of two look-ups among the compiler's two thousand exports. Import as `import * as ts`.
 */
import { ts } from "ts-morph";

export const {
  canHaveDecorators,
  canHaveModifiers,
  createSourceFile,
  flattenDiagnosticMessageText,
  forEachChild,
  getCombinedModifierFlags,
  getDecorators,
  getModifiers,
  isAccessor,
  isArrayBindingPattern,
  isArrayLiteralExpression,
  isArrayTypeNode,
  isArrowFunction,
  isAsExpression,
  isAwaitExpression,
  isBinaryExpression,
  isBlock,
  isCallExpression,
  isCaseClause,
  isClassDeclaration,
  isClassLike,
  isClassStaticBlockDeclaration,
  isComputedPropertyName,
  isConstructorDeclaration,
  isDefaultClause,
  isDoStatement,
  isElementAccessExpression,
  isExpressionStatement,
  isExpressionWithTypeArguments,
  isExternalModuleReference,
  isForInStatement,
  isForOfStatement,
  isForStatement,
  isFunctionDeclaration,
  isFunctionExpression,
  isFunctionLike,
  isFunctionTypeNode,
  isGetAccessor,
  isIdentifier,
  isImportDeclaration,
  isIndexedAccessTypeNode,
  isInterfaceDeclaration,
  isIntersectionTypeNode,
  isIterationStatement,
  isJsxElement,
  isJsxExpression,
  isJsxFragment,
  isJsxSpreadAttribute,
  isJsxText,
  isLiteralTypeNode,
  isMethodDeclaration,
  isMethodSignature,
  isModuleBlock,
  isNamespaceExport,
  isNamespaceImport,
  isNewExpression,
  isNonNullExpression,
  isNumericLiteral,
  isObjectBindingPattern,
  isObjectLiteralExpression,
  isOmittedExpression,
  isParenthesizedExpression,
  isParenthesizedTypeNode,
  isPrivateIdentifier,
  isPropertyAccessExpression,
  isPropertyAssignment,
  isPropertyDeclaration,
  isPropertySignature,
  isQualifiedName,
  isSetAccessor,
  isShorthandPropertyAssignment,
  isSpreadAssignment,
  isSpreadElement,
  isStringLiteral,
  isStringLiteralLike,
  isTaggedTemplateExpression,
  isTemplateExpression,
  isThrowStatement,
  isTypeAliasDeclaration,
  isTypeLiteralNode,
  isTypeNode,
  isTypeOperatorNode,
  isTypeQueryNode,
  isTypeReferenceNode,
  isUnionTypeNode,
  isVariableDeclaration,
  isVariableDeclarationList,
  isWhileStatement,
  tokenToString,
  updateSourceFile,
  ModifierFlags,
  NodeFlags,
  ScriptKind,
  ScriptTarget,
  SyntaxKind,
  JSDocParsingMode,
} = ts;

export type CreateSourceFileOptions = ts.CreateSourceFileOptions;
export type SyntaxKind = ts.SyntaxKind;
export type ScriptKind = ts.ScriptKind;
export type ArrayLiteralExpression = ts.ArrayLiteralExpression;
export type ArrowFunction = ts.ArrowFunction;
export type AsExpression = ts.AsExpression;
export type AwaitExpression = ts.AwaitExpression;
export type BinaryExpression = ts.BinaryExpression;
export type BindingName = ts.BindingName;
export type Block = ts.Block;
export type BreakOrContinueStatement = ts.BreakOrContinueStatement;
export type BreakStatement = ts.BreakStatement;
export type CallExpression = ts.CallExpression;
export type CatchClause = ts.CatchClause;
export type ClassExpression = ts.ClassExpression;
export type ClassLikeDeclaration = ts.ClassLikeDeclaration;
export type ConditionalExpression = ts.ConditionalExpression;
export type Diagnostic = ts.Diagnostic;
export type ElementAccessExpression = ts.ElementAccessExpression;
export type EntityName = ts.EntityName;
export type EnumDeclaration = ts.EnumDeclaration;
export type ExportAssignment = ts.ExportAssignment;
export type ExportDeclaration = ts.ExportDeclaration;
export type Expression = ts.Expression;
export type ExpressionStatement = ts.ExpressionStatement;
export type ExpressionWithTypeArguments = ts.ExpressionWithTypeArguments;
export type FunctionLikeDeclaration = ts.FunctionLikeDeclaration;
export type Identifier = ts.Identifier;
export type IfStatement = ts.IfStatement;
export type ImportDeclaration = ts.ImportDeclaration;
export type ImportEqualsDeclaration = ts.ImportEqualsDeclaration;
export type IndexedAccessTypeNode = ts.IndexedAccessTypeNode;
export type InterfaceDeclaration = ts.InterfaceDeclaration;
export type IterationStatement = ts.IterationStatement;
export type JsxChild = ts.JsxChild;
export type JsxElement = ts.JsxElement;
export type JsxFragment = ts.JsxFragment;
export type JsxSelfClosingElement = ts.JsxSelfClosingElement;
export type LabeledStatement = ts.LabeledStatement;
export type ModuleDeclaration = ts.ModuleDeclaration;
export type NewExpression = ts.NewExpression;
export type Node = ts.Node;
export type NodeArray<T extends ts.Node> = ts.NodeArray<T>;
export type NumericLiteral = ts.NumericLiteral;
export type ObjectLiteralExpression = ts.ObjectLiteralExpression;
export type ParenthesizedExpression = ts.ParenthesizedExpression;
export type PostfixUnaryExpression = ts.PostfixUnaryExpression;
export type PrefixUnaryExpression = ts.PrefixUnaryExpression;
export type PropertyAccessExpression = ts.PropertyAccessExpression;
export type PropertyAssignment = ts.PropertyAssignment;
export type PropertyDeclaration = ts.PropertyDeclaration;
export type PropertyName = ts.PropertyName;
export type RegularExpressionLiteral = ts.RegularExpressionLiteral;
export type ReturnStatement = ts.ReturnStatement;
export type SourceFile = ts.SourceFile;
export type SpreadElement = ts.SpreadElement;
export type Statement = ts.Statement;
export type StringLiteralLike = ts.StringLiteralLike;
export type SwitchStatement = ts.SwitchStatement;
export type TaggedTemplateExpression = ts.TaggedTemplateExpression;
export type TemplateLiteral = ts.TemplateLiteral;
export type TemplateExpression = ts.TemplateExpression;
export type TemplateLiteralLikeNode = ts.TemplateLiteralLikeNode;
export type ThrowStatement = ts.ThrowStatement;
export type TryStatement = ts.TryStatement;
export type TypeAliasDeclaration = ts.TypeAliasDeclaration;
export type TypeElement = ts.TypeElement;
export type TypeNode = ts.TypeNode;
export type TypeOfExpression = ts.TypeOfExpression;
export type VariableDeclaration = ts.VariableDeclaration;
export type VariableDeclarationList = ts.VariableDeclarationList;
export type VariableStatement = ts.VariableStatement;
export type VoidExpression = ts.VoidExpression;
export type WithStatement = ts.WithStatement;
export type YieldExpression = ts.YieldExpression;
