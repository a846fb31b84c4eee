import * as ts from 'typescript';

/** One import of one file, in whatever spelling: `import`, `import type`, `export from`, `require`, `import()`. */
export interface Import {
  readonly specifier: string;
  /** True where the compiled code loads nothing: `import type`, `import { type A }`, `import('a').B` as a type. */
  readonly typeOnly: boolean;
}

/** What the rules need to know of one source file. */
export interface Source {
  /** Path under src/, with slashes: `grants/pkce.ts`. */
  readonly path: string;
  readonly lines: number;
  readonly imports: readonly Import[];
  /** Line numbers of the type `any`. */
  readonly anys: readonly number[];
  readonly functions: readonly { readonly name: string; readonly line: number; readonly lines: number }[];
}

/**
 * Reads the syntax, not the compiled result: a type-only import is gone after compilation, yet it ties two files together.
 * The parser is used in place of patterns because a comment or a template may contain the word `any` or `import`.
 */
export function readSource(path: string, text: string): Source {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const lineAt = (position: number): number => file.getLineAndCharacterOfPosition(position).line + 1;
  const nodes = [...descendants(file)];
  return {
    path,
    lines: text.trimEnd().split('\n').length,
    imports: nodes.flatMap(importOf),
    anys: nodes.filter(node => node.kind === ts.SyntaxKind.AnyKeyword).map(node => lineAt(node.getStart(file))),
    functions: nodes.filter(ts.isFunctionLike).map(node => {
      const line = lineAt(node.getStart(file));
      return { name: node.name?.getText(file) ?? 'function', line, lines: lineAt(node.end) - line + 1 };
    }),
  };
}

function* descendants(node: ts.Node): Generator<ts.Node> {
  yield node;
  const children: ts.Node[] = [];
  ts.forEachChild(node, child => {
    children.push(child);
  });
  for (const child of children) yield* descendants(child);
}

function importOf(node: ts.Node): Import[] {
  if (ts.isImportDeclaration(node)) return named(node.moduleSpecifier, importsTypes(node.importClause));
  if (ts.isExportDeclaration(node)) return named(node.moduleSpecifier, exportsTypes(node));
  if (ts.isExternalModuleReference(node)) return named(node.expression, isTypeOnlyEquals(node.parent));
  if (ts.isImportTypeNode(node)) return ts.isLiteralTypeNode(node.argument) ? named(node.argument.literal, true) : [];
  return ts.isCallExpression(node) && loads(node.expression) ? named(node.arguments[0], false) : [];
}

function named(specifier: ts.Node | undefined, typeOnly: boolean): Import[] {
  if (!specifier) return [];
  // A computed name cannot be followed, so it is reported under its own text and refused as an unknown package.
  return [{ specifier: ts.isStringLiteralLike(specifier) ? specifier.text : `(${specifier.getText()})`, typeOnly }];
}

/** `import {} from` and `import 'x'` load the module; `import { type A } from` does not. */
function importsTypes(clause: ts.ImportClause | undefined): boolean {
  if (!clause) return false;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const names = clause.namedBindings;
  return !clause.name && !!names && ts.isNamedImports(names) && everyIsType(names.elements);
}

function exportsTypes(node: ts.ExportDeclaration): boolean {
  return (
    node.isTypeOnly || (!!node.exportClause && ts.isNamedExports(node.exportClause) && everyIsType(node.exportClause.elements))
  );
}

function everyIsType(names: readonly (ts.ImportSpecifier | ts.ExportSpecifier)[]): boolean {
  return names.length > 0 && names.every(name => name.isTypeOnly);
}

function isTypeOnlyEquals(node: ts.Node): boolean {
  return ts.isImportEqualsDeclaration(node) && node.isTypeOnly;
}

/** `import(…)`, `require(…)` and `require.resolve(…)`. */
function loads(callee: ts.Expression): boolean {
  if (callee.kind === ts.SyntaxKind.ImportKeyword) return true;
  return ts.isPropertyAccessExpression(callee)
    ? callee.expression.getText() === 'require' && callee.name.text === 'resolve'
    : ts.isIdentifier(callee) && callee.text === 'require';
}
