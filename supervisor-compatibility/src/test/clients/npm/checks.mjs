import assert from 'node:assert/strict'

let count = 0

/** Counts what was checked; the first failure ends the suite. */
export const checks = {
  that(condition, what) {
    assert.ok(condition, what)
    count++
  },
  equal(got, want, what) {
    assert.deepEqual(got, want, what)
    count++
  },
  throws(action, error, what) {
    assert.throws(action, error, what)
    count++
  },
  async rejects(promise, error, what) {
    await assert.rejects(promise, error, what)
    count++
  },
  /** The line that whoever started the suite waits for. */
  report() {
    console.log(`${count} checks`)
  }
}

/** Asks again until the answer is what is waited for. */
export async function until(ask, isIt, what) {
  const deadline = Date.now() + 30_000
  for (;;) {
    const answer = await ask()
    if (isIt(answer)) return answer
    assert.ok(Date.now() < deadline, `waited in vain for ${what}: ${JSON.stringify(answer)?.slice(0, 500)}`)
    await new Promise(resolve => setTimeout(resolve, 100))
  }
}
