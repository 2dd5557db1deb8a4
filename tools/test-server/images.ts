import { provideFlaskSystemdImage } from './flask-systemd';
import { provideBaseImage } from './image';

/** All images that tests start servers from. */
export async function provideImages(): Promise<string[]> {
  return [await provideBaseImage(), await provideFlaskSystemdImage()];
}
