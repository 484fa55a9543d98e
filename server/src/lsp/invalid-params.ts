/** The answer to a request of our own whose parameters do not fit their schema. */
import { ErrorCodes, ResponseError } from "vscode-languageserver/node";
import { z } from "zod";

export class InvalidParams extends ResponseError<void> {
  constructor(error: z.ZodError) {
    super(ErrorCodes.InvalidParams, z.prettifyError(error));
  }
}
