import type { HeapConsumer } from './heapConsumer.ts';

/**
 * Who opens which heaps, as their sources say. A workspace names those that matter to it; the names are tried in the
 * order in which they stand here.
 */
export const HEAP_CONSUMERS: readonly HeapConsumer[] = [
  {
    name: 'libcamera',
    heaps: ['linux,cma', 'reserved', 'system'],
    source: 'libcamera src/libcamera/dma_buf_allocator.cpp, commit 168488275aac (after these it tries /dev/udmabuf)',
    recorded: '2026-11-21',
  },
  {
    name: 'libcamera-cma',
    heaps: ['linux,cma', 'reserved'],
    source: 'libcamera src/libcamera/dma_buf_allocator.cpp, commit 168488275aac: pipelines that ask for CmaHeap alone',
    recorded: '2026-11-21',
  },
  {
    name: 'rpicam-apps',
    heaps: ['vidbuf_cached', 'linux,cma'],
    source: 'raspberrypi/rpicam-apps core/dma_heaps.cpp, commit 821fb86ce5c8 (vidbuf_cached is a link that udev makes)',
    recorded: '2026-11-21',
  },
  {
    name: 'rockchip-mpp',
    heaps: ['system-uncached', 'system', 'system-uncached-dma32', 'system-dma32'],
    source:
      'rockchip-linux/mpp osal/allocator/allocator_dma_heap.c, commit 067c12bd95d4: the buffers that neither CMA nor ' +
      '4 GiB are asked for',
    recorded: '2026-11-21',
  },
  {
    name: 'rockchip-mpp-cma',
    heaps: ['cma-uncached', 'cma', 'cma-uncached-dma32', 'cma-dma32'],
    source: 'rockchip-linux/mpp osal/allocator/allocator_dma_heap.c, commit 067c12bd95d4: buffers asked for with CMA',
    recorded: '2026-11-21',
  },
  {
    name: 'librga',
    heaps: ['system-uncached-dma32', 'system-uncached', 'system'],
    source: 'airockchip/librga issue 125: the samples’ dma_alloc',
    recorded: '2026-11-21',
  },
  {
    name: 'ffmpeg-v4l2-request',
    heaps: ['linux,cma', 'reserved'],
    source: 'FFmpeg of Raspberry Pi OS, libavcodec/v4l2_req_dmabufs.c (DMABUF_NAME1, DMABUF_NAME2)',
    recorded: '2026-11-21',
  },
  {
    name: 'kodi',
    heaps: ['reserved', 'system'],
    source: 'xbmc/xbmc pull request 17532 (CBufferObject of dma heaps)',
    recorded: '2026-11-21',
  },
  {
    name: 'ti-vision-apps',
    heaps: ['carveout_vision_apps_shared-memories'],
    source: 'TI vision_apps; the heap is made by dma-heap-carveout of ti-linux, not by mainline',
    recorded: '2026-11-21',
  },
  {
    name: 'nxp-g2d',
    heaps: ['linux,cma-uncached', 'linux,cma', 'system'],
    source: 'NXP imx-test and videostream on lf- kernels; linux,cma-uncached is not in mainline',
    recorded: '2026-11-21',
  },
  {
    name: 'qti-gstreamer',
    heaps: ['qcom,system', 'system'],
    source: 'Qualcomm gst-plugins-qti-oss, gstqtiallocator.c; qcom,system is not in mainline',
    recorded: '2026-11-21',
  },
  {
    name: 'mediatek-kernel',
    heaps: ['mtk_mm', 'mtk_mm-uncached'],
    source: 'MediaTek’s kernel, callers of dma_heap_find; not in mainline',
    recorded: '2026-11-21',
  },
  {
    name: 'artinchip-sdk',
    heaps: ['reserved'],
    source: 'ArtInChip SDK, samples of mpp_ge (DMA_HEAP_DEV)',
    recorded: '2026-11-21',
  },
];

/** The consumer of a name; `undefined` for one that is not known. */
export function consumerNamed(name: string): HeapConsumer | undefined {
  return HEAP_CONSUMERS.find((consumer) => consumer.name === name);
}
