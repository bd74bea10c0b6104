// What a worker of the page's own is asked: a message names what is to be called and with what, and the answer has the same
// number. What comes with that number before the answer is how far it has come.

/**
 * @param {Worker} worker
 * @returns {(call: string, args: any[], heard?: (word: any) => void) => Promise<any>} asks, and hears words on the way
 */
export function callsOf(worker) {
  let last = 0;
  /** @type {Map<number, { resolve: (value: any) => void, reject: (error: Error) => void, heard?: (word: any) => void }>} */
  const waiting = new Map();
  worker.onmessage = ({ data }) => {
    const { resolve, reject, heard } = waiting.get(data.id) ?? {};
    if (!("value" in data || "failed" in data)) return heard?.(data);
    waiting.delete(data.id);
    if (data.failed === undefined) resolve?.(data.value);
    else reject?.(new Error(data.failed));
  };
  worker.onerror = (event) => {
    event.preventDefault();
    for (const { reject } of waiting.values()) reject(new Error(event.message ?? ""));
    waiting.clear();
  };
  return (call, args, heard) => new Promise((resolve, reject) => {
    last += 1;
    waiting.set(last, { resolve, reject, heard });
    worker.postMessage({ id: last, call, args });
  });
}
