//! The Rust side of the rows on locks and buffers: the standard library, as its users know it.
//!
//! Stays alive and runs one round for each line "<kernel> <threads> <operations> <millis> <hold steps> <capacity>", and
//! answers as harness.c does. Threads are parked between rounds and leave a spinning start line together.

use std::arch::asm;
use std::hint::{black_box, spin_loop};
use std::io::{self, BufRead, Write};
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicUsize, Ordering::Relaxed, Ordering::SeqCst};
use std::sync::mpsc::{channel, sync_channel, Receiver, Sender, SyncSender};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

/// Between two looks at whether the round is over.
const BATCH: i64 = 32;
/// Looks at the start line before the core goes to somebody who may still have to arrive.
const LOOKS: u32 = 10_000;

#[repr(align(128))]
struct OwnLine<T>(T);

#[derive(Clone, Copy)]
enum Kernel {
    Steps,
    LockPair,
    Mutex,
    Channel,
}

struct Round {
    kernel: Kernel,
    threads: usize,
    operations: i64,
    millis: u64,
    hold_steps: u32,
    arrived: OwnLine<AtomicUsize>,
    time_is_up: OwnLine<AtomicBool>,
    guarded: OwnLine<Mutex<i64>>,
    sum_received: AtomicI64,
    sender: SyncSender<i32>,
    /// A receiver of the standard library belongs to one thread.
    receiver: Mutex<Option<Receiver<i32>>>,
}

/// What a thread tells when it is done.
struct Part {
    worker: usize,
    operations: i64,
    started: Instant,
    finished: Instant,
}

impl Round {
    fn meet_at_start_line(&self) {
        self.arrived.0.fetch_add(1, SeqCst);
        let mut looks = 0u32;
        while self.arrived.0.load(SeqCst) < self.threads {
            spin_loop();
            looks += 1;
            if looks % LOOKS == 0 {
                thread::yield_now();
            }
        }
    }

    fn goes_on(&self, operations: i64) -> bool {
        if self.millis > 0 {
            return !self.time_is_up.0.load(Relaxed);
        }
        operations < self.operations
    }

    fn run(&self, worker: usize) -> i64 {
        match self.kernel {
            Kernel::Steps => {
                black_box(hold(worker as u32, self.operations as u32));
                self.operations
            }
            Kernel::LockPair => {
                for _ in 0..self.operations {
                    drop(self.guarded.0.lock().unwrap());
                }
                *self.guarded.0.lock().unwrap() = self.operations;
                self.operations
            }
            Kernel::Mutex => {
                let mut operations = 0;
                let mut x = worker as u32;
                while self.goes_on(operations) {
                    for _ in 0..BATCH {
                        let mut guarded = self.guarded.0.lock().unwrap();
                        *guarded += 1;
                        x = hold(x, self.hold_steps);
                    }
                    operations += BATCH;
                }
                black_box(x);
                operations
            }
            Kernel::Channel => {
                if worker == 0 {
                    for item in 0..self.operations {
                        self.sender.send(item as i32).unwrap();
                    }
                } else {
                    let receiver = self.receiver.lock().unwrap().take().unwrap();
                    let sum = (0..self.operations).map(|_| i64::from(receiver.recv().unwrap())).sum();
                    self.sum_received.store(sum, SeqCst);
                }
                self.operations
            }
        }
    }

    /// What the shared words say was done.
    fn counted(&self) -> i64 {
        match self.kernel {
            Kernel::Steps => self.operations,
            Kernel::LockPair | Kernel::Mutex => *self.guarded.0.lock().unwrap(),
            Kernel::Channel => {
                let items = self.operations;
                let all = self.sum_received.load(SeqCst) == items * (items - 1) / 2;
                if all { 2 * items } else { 0 }
            }
        }
    }
}

/// Work inside a critical section: each step needs the one before it.
#[inline(never)]
#[allow(asm_sub_register)]
fn hold(mut x: u32, steps: u32) -> u32 {
    for _ in 0..steps {
        x = x.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        // An instruction-free place where the compiler must have x: it would else do several steps in one.
        unsafe { asm!("/* {0} */", inout(reg) x, options(nomem, nostack, preserves_flags)) };
    }
    x
}

/// Starts a thread that parks until it is given a round.
fn start_thread(worker: usize, done: Sender<Part>) -> Sender<Arc<Round>> {
    let (give, rounds) = channel::<Arc<Round>>();
    thread::spawn(move || {
        for round in rounds {
            round.meet_at_start_line();
            let started = Instant::now();
            let operations = round.run(worker);
            done.send(Part { worker, operations, started, finished: Instant::now() }).unwrap();
        }
    });
    give
}

/// What a line asks for, or nothing when it is not understood.
fn round_of(line: &str) -> Option<Round> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let numbers: Vec<u32> = words.iter().skip(1).filter_map(|word| word.parse().ok()).collect();
    let [threads, operations, millis, hold_steps, capacity] = numbers.try_into().ok()?;
    let (kernel, fits) = match *words.first()? {
        "steps" => (Kernel::Steps, threads == 1),
        "lock-pair" => (Kernel::LockPair, threads == 1),
        "mutex" => (Kernel::Mutex, threads >= 1),
        "channel" => (Kernel::Channel, threads == 2),
        _ => return None,
    };
    let (sender, receiver) = sync_channel(capacity as usize);
    fits.then(|| Round {
        kernel,
        threads: threads as usize,
        operations: i64::from(operations),
        millis: u64::from(millis),
        hold_steps,
        arrived: OwnLine(AtomicUsize::new(0)),
        time_is_up: OwnLine(AtomicBool::new(false)),
        guarded: OwnLine(Mutex::new(0)),
        sum_received: AtomicI64::new(0),
        sender,
        receiver: Mutex::new(Some(receiver)),
    })
}

fn main() {
    let (done, parts) = channel();
    let mut threads: Vec<Sender<Arc<Round>>> = Vec::new();
    for line in io::stdin().lock().lines() {
        let Some(round) = round_of(&line.unwrap()).map(Arc::new) else {
            eprintln!("expected: <kernel> <threads> <operations> <millis> <hold steps> <capacity>");
            std::process::exit(2);
        };
        while threads.len() < round.threads {
            threads.push(start_thread(threads.len(), done.clone()));
        }
        for thread in &threads[..round.threads] {
            thread.send(round.clone()).unwrap();
        }
        if round.millis > 0 {
            while round.arrived.0.load(SeqCst) < round.threads {
                thread::sleep(Duration::from_millis(1));
            }
            thread::sleep(Duration::from_millis(round.millis));
            round.time_is_up.0.store(true, SeqCst);
        }
        let mut all: Vec<Part> = parts.iter().take(round.threads).collect();
        all.sort_by_key(|part| part.worker);
        let first = all.iter().map(|part| part.started).min().unwrap();
        let last = all.iter().map(|part| part.finished).max().unwrap();
        let operations: Vec<String> = all.iter().map(|part| part.operations.to_string()).collect();
        println!(
            "{{\"nanos\":{},\"counted\":{},\"operations\":[{}]}}",
            last.duration_since(first).as_nanos(),
            round.counted(),
            operations.join(",")
        );
        io::stdout().flush().unwrap();
    }
}
