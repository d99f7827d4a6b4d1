/** What `door.ts` uses of AssemblyScript's types and built-in functions, for TypeScript's checks of it. */
declare type i32 = number
declare type f64 = number

declare namespace i32 {
  function load(address: i32): i32
  function store(address: i32, value: i32): void

  namespace atomic {
    function load(address: i32): i32
    function store(address: i32, value: i32): void

    namespace rmw {
      function add(address: i32, value: i32): i32
      function xchg(address: i32, value: i32): i32
      function cmpxchg(address: i32, expected: i32, value: i32): i32
    }
  }
}

declare namespace memory {
  namespace atomic {
    /** @param timeout nanoseconds, -1 = none */
    function wait32(address: i32, expected: i32, timeout: number): i32
  }
}

declare namespace atomic {
  function notify(address: i32, count: i32): i32
}

/** To a 64-bit integer. */
declare function i64(value: f64): number
