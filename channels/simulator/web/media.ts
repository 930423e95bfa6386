/** Base64 of what the server takes. */
const MAX_DATA_URL = 1_400_000;
const LONGEST_SIDE = 1280;
/** What is recorded, best first: what WhatsApp itself sends, then what browsers can. */
const RECORDED = ['audio/ogg;codecs=opus', 'audio/webm;codecs=opus', 'audio/mp4'];

function asDataUrl(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener('load', () => resolve(typeof reader.result === 'string' ? reader.result : ''));
    reader.addEventListener('error', () => reject(new Error('the file cannot be read')));
    reader.readAsDataURL(blob);
  });
}

function small(dataUrl: string): string | null {
  return dataUrl.length <= MAX_DATA_URL ? dataUrl : null;
}

/** A photo as a small JPEG; its metadata (place, camera) stays behind. `null`: no picture, or too large. */
export async function readPhoto(file: File): Promise<string | null> {
  const picture = await createImageBitmap(file).catch(() => null);
  if (picture === null) return null;
  const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return small(canvas.toDataURL('image/jpeg', 0.8));
}

/** An audio file as it is; `null`: too large. */
export async function readAudio(file: File): Promise<string | null> {
  return small(await asDataUrl(file));
}

export interface Recording {
  /** Ends it; `null`: too long. */
  stop(): Promise<string | null>;
}

/** Starts the microphone; `null`: there is none, or the person said no. */
export async function startRecording(): Promise<Recording | null> {
  if (!('mediaDevices' in navigator) || !('MediaRecorder' in window)) return null;
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true }).catch(() => null);
  if (stream === null) return null;
  const mimeType = RECORDED.find((type) => MediaRecorder.isTypeSupported(type));
  const recorder = new MediaRecorder(stream, {
    ...(mimeType === undefined ? {} : { mimeType }),
    audioBitsPerSecond: 24_000,
  });
  const chunks: Blob[] = [];
  recorder.addEventListener('dataavailable', (event) => chunks.push(event.data));
  const ended = new Promise<void>((resolve) => recorder.addEventListener('stop', () => resolve(), { once: true }));
  recorder.start();
  return {
    async stop() {
      recorder.stop();
      await ended;
      for (const track of stream.getTracks()) track.stop();
      return small(await asDataUrl(new Blob(chunks, { type: recorder.mimeType })));
    },
  };
}
