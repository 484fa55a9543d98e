import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeSource, MAX_FILE_SIZE } from "../../../server/src/workspace/read.js";

const code = (bytes: Uint8Array | string) => decodeSource("a.ts", Buffer.from(bytes)).problem?.code;

describe("decoding", () => {
  it("gives back any text, without its byte-order mark", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 200 }), (text) => {
        fc.pre(!text.includes("\0"));
        expect(decodeSource("a.ts", Buffer.from(text))).toEqual({ text });
        expect(decodeSource("a.ts", Buffer.from(`\uFEFF${text}`, "utf16le"))).toEqual({ text });
      }),
    );
  });

  it("never fails, and gives a text or a problem for any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        const source = decodeSource("a.ts", bytes);
        expect(source.text !== undefined || source.problem !== undefined).toBe(true);
      }),
    );
  });

  it("finds the first broken byte, also at the end", () => {
    const at = (bytes: Buffer) => decodeSource("a.ts", bytes).problem?.range?.start;
    const text = "const a = 'é日🎌 and enough text around it';\n";
    expect(at(Buffer.concat([Buffer.from(text), Buffer.from([0xff])]))).toEqual({ line: 2, column: 1 });
    expect(at(Buffer.concat([Buffer.from(`${text}ab`), Buffer.from([0xe6, 0x97])]))).toEqual({
      line: 2,
      column: 3,
    });
    expect(at(Buffer.concat([Buffer.from([0x80]), Buffer.from(text)]))).toEqual({ line: 1, column: 1 });
  });

  it("names the size", () => {
    const { problem } = decodeSource("a.ts", new Uint8Array(MAX_FILE_SIZE + 700_000).fill(32));
    expect(problem).toMatchObject({
      code: "file-too-large",
      message: expect.stringContaining("It is 2.7 MB long; files over 2 MB"),
    });
  });
});

describe("generated code", () => {
  const dense = "!function(e,t){var n=e.a;for(var r=0;r<n;r++){t[r]=e(r)||0}}(a,b);".repeat(200);

  it("is known by long lines full of punctuation, whatever licence stands above them", () => {
    expect(code(dense)).toBe("generated-file");
    expect(code(`/*! licence\n${"* text\n".repeat(30)}*/\n${dense}`)).toBe("generated-file");
    expect(code(`${dense}\n//# sourceMappingURL=data:application/json;base64,${"QUJD".repeat(20_000)}`)).toBe(
      "generated-file",
    );
  });

  it("is known where a list of data goes on in the same line", () => {
    const files = Array.from(
      { length: 200 },
      (_, at) => `{url:"/chunks/${at}-1f6b.js",revision:"0f3a${at}"}`,
    ).join();
    expect(code(`${dense.slice(0, 1_200)}define(["./w"],[${files}]);`)).toBe("generated-file");
  });

  it("is not a prompt, a data URI, a table or a short line, however long", () => {
    const prompt = `export const prompt = "${"You are a helpful assistant; answer (briefly) what is asked. ".repeat(300)}";\n`;
    const table = `export const rows = [${"[0.1234, 5.6789], ".repeat(1_000)}];\n`;
    const written = "export function f(a: number) { return a; }\n".repeat(400);
    for (const text of [prompt, table, written, dense.slice(0, 4_000), written + dense.slice(0, 6_000)]) {
      expect(code(text)).toBeUndefined();
    }
  });
});
