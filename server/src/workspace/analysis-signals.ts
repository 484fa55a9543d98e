/**
 * Memory shared by the message loop and the analysis worker: signals that must be seen while the worker computes
 * and therefore reads no messages.
 */
const POSTED = 0;
const FILE_LENGTH = 1;
const BEAT = 2;
const SLOTS_START = 3;
const SLOTS = 256;
const NAME_OFFSET = (SLOTS_START + SLOTS) * 4;
const NAME_BYTES = 1024;

export class AnalysisSignals {
  readonly buffer: SharedArrayBuffer;
  readonly #numbers: Int32Array;
  readonly #name: Uint8Array;

  /** @param buffer that of the other thread; a new one when left out */
  constructor(buffer = new SharedArrayBuffer(NAME_OFFSET + NAME_BYTES)) {
    this.buffer = buffer;
    this.#numbers = new Int32Array(buffer, 0, SLOTS_START + SLOTS);
    this.#name = new Uint8Array(buffer, NAME_OFFSET, NAME_BYTES);
  }

  /** How many messages were posted to the worker; it compares this with what it received to see that one waits. */
  get posted(): number {
    return Atomics.load(this.#numbers, POSTED);
  }

  countPosted(): void {
    Atomics.add(this.#numbers, POSTED, 1);
  }

  /** Questions share slots by their id: cancelling one 256 questions later would only forget an older cancellation. */
  cancel(question: number): void {
    Atomics.store(this.#numbers, SLOTS_START + (question % SLOTS), question);
  }

  isCancelled(question: number): boolean {
    return Atomics.load(this.#numbers, SLOTS_START + (question % SLOTS)) === question;
  }

  /** Names the file that the worker is reading or analysing; "" when it is at rest. */
  set current(file: string) {
    const { written } = new TextEncoder().encodeInto(file, this.#name);
    Atomics.store(this.#numbers, FILE_LENGTH, written);
    this.countBeat();
  }

  countBeat(): void {
    Atomics.add(this.#numbers, BEAT, 1);
  }

  /** Grows with every piece of work; one that does not grow for long belongs to a worker that hangs. */
  get beat(): number {
    return Atomics.load(this.#numbers, BEAT);
  }

  /** Survives the death of the worker: this is the file it died on. */
  get current(): string {
    const length = Atomics.load(this.#numbers, FILE_LENGTH);
    // Shared memory cannot be decoded in place.
    return new TextDecoder().decode(this.#name.slice(0, length));
  }
}
