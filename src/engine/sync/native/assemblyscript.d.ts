/**
 * AssemblyScript's types, so that one source is both TypeScript and AssemblyScript. Under TypeScript all of them are
 * numbers; `| 0` keeps sums of i32 within 32 bits there and costs nothing in WebAssembly.
 */
declare type i32 = number
declare type f64 = number
