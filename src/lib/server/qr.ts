/**
 * Renders QR codes as one SVG path, on this server: an address that leads to a seal is sent to no third
 * party.
 */
import qrcode from 'qrcode-generator';

/** Returns the path and `size`, the modules in a row; the caller adds the quiet zone of four around it. */
export function qrPath(text: string): { readonly path: string; readonly size: number } {
  const code = qrcode(0, 'M');
  code.addData(text, 'Byte');
  code.make();
  const size = code.getModuleCount();
  const cells = Array.from(
    { length: size * size },
    (_, index) => [index % size, Math.floor(index / size)] as const
  );
  return {
    path: cells
      .filter(([x, y]) => code.isDark(y, x))
      .map(([x, y]) => `M${x} ${y}h1v1h-1z`)
      .join(''),
    size
  };
}
