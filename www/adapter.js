// The WebGPU adapter, where it is a graphics card and not software that plays one.

/** Adapters that are software though they do not say so. */
const SOFTWARE = /swiftshader|llvmpipe|lavapipe|software|basic render|warp/i;

/** @returns {Promise<GPUAdapter | null>} */
export async function anyAdapter() {
  return (await navigator.gpu?.requestAdapter({ powerPreference: "high-performance" }).catch(/** @returns {null} */ () => null)) ?? null;
}

/** @returns {Promise<GPUAdapter | null>} */
export async function hardwareAdapter() {
  const adapter = await anyAdapter();
  if (!adapter) return null;
  const info = adapter.info ?? {};
  const names = [info.vendor, info.architecture, info.device, info.description].join(" ");
  const isSoftware = (info.isFallbackAdapter ?? adapter.isFallbackAdapter ?? false) || SOFTWARE.test(names);
  return isSoftware ? null : adapter;
}
