/** QR codes as one SVG path, drawn here: no address that asks for a seal is told to anybody else. */
import qrcode from 'qrcode-generator';

/** `size` modules in a row; the four of quiet around it are for whoever draws. */
export function qrPath(text: string): { readonly path: string; readonly size: number } {
  const code = qrcode(0, 'M');
  code.addData(text, 'Byte');
  code.make();
  const size = code.getModuleCount();
  const cells = Array.from({ length: size * size }, (_, at) => [at % size, Math.floor(at / size)] as const);
  return {
    path: cells
      .filter(([x, y]) => code.isDark(y, x))
      .map(([x, y]) => `M${x} ${y}h1v1h-1z`)
      .join(''),
    size
  };
}
