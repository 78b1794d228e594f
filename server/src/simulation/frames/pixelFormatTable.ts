import { fullPlanes, interleaved420, type PlaneFormat, packed, planar, semiPlanar } from './planeFormat.ts';

/**
 * Formats that lie in memory alike. `v4l2` and `drm` name them as `NAME:CODE`, without `V4L2_PIX_FMT_` and
 * `DRM_FORMAT_`; the spaces at the end of a code are left out. `also` are names that other programs have for them.
 */
export interface FormatGroup {
  /** `undefined` where width and height do not say the size: see `unsized`. */
  readonly planes: readonly PlaneFormat[] | undefined;
  /** Of formats without `planes`: what they are, after which a sentence goes on; absent: compressed. */
  readonly unsized?: 'metadata' | 'samples of a radio';
  readonly v4l2?: string;
  readonly drm?: string;
  readonly also?: string;
  /** Width and height in pixels are rounded up to this; the other planes follow. */
  readonly tile?: { readonly width: number; readonly height: number };
  /** Each line is a multiple of this many bytes. */
  readonly lineUnit?: number;
  /** Whether V4L2 puts each plane into a buffer of its own unless asked otherwise. */
  readonly separate?: true;
}

/*
 * Sources, as facts: names and codes from include/uapi/linux/videodev2.h and include/uapi/drm/drm_fourcc.h of 6.12, with
 * what 6.13 to 6.19 added; layouts from Documentation/userspace-api/media/v4l/pixfmt*.rst, the comments of drm_fourcc.h,
 * v4l2_format_info (drivers/media/v4l2-core/v4l2-common.c), __drm_format_info (drivers/gpu/drm/drm_fourcc.c) and, for the
 * formats of single webcams, the frame sizes of drivers/media/usb/gspca. What is compressed: v4l_fill_fmtdesc
 * (drivers/media/v4l2-core/v4l2-ioctl.c).
 */
export const FORMAT_GROUPS: readonly FormatGroup[] = [
  // One plane, whole bytes a pixel.
  {
    planes: packed(1),
    v4l2:
      'RGB332:RGB1 GREY:GREY Y4:Y04 Y6:Y06 PAL8:PAL8 UV8:UV8 HI240:HI24 STV0680:S680 DELTA_TD08:TD08 TU08:TU08 ' +
      'GENERIC_8:MET8',
    drm: 'C8:C8 D8:D8 R8:R8 RGB332:RGB8 BGR233:BGR8',
    also: 'GRAY8 Y8 RAW8',
  },
  {
    planes: packed(1),
    v4l2:
      'SBGGR8:BA81 SGBRG8:GBRG SGRBG8:GRBG SRGGB8:RGGB ' +
      'SBGGR10ALAW8:aBA8 SGBRG10ALAW8:aGA8 SGRBG10ALAW8:agA8 SRGGB10ALAW8:aRA8 ' +
      'SBGGR10DPCM8:bBA8 SGBRG10DPCM8:bGA8 SGRBG10DPCM8:BD10 SRGGB10DPCM8:bRA8',
  },
  {
    planes: packed(2),
    v4l2:
      'RGB444:R444 ARGB444:AR12 XRGB444:XR12 RGBA444:RA12 RGBX444:RX12 ABGR444:AB12 XBGR444:XB12 BGRA444:GA12 BGRX444:BX12 ' +
      'RGB555:RGBO ARGB555:AR15 XRGB555:XR15 RGBA555:RA15 RGBX555:RX15 ABGR555:AB15 XBGR555:XB15 BGRA555:BA15 BGRX555:BX15 ' +
      'RGB565:RGBP RGB555X:RGBQ ARGB555X:AR15-BE XRGB555X:XR15-BE RGB565X:RGBR YUV444:Y444 YUV555:YUVO YUV565:YUVP ' +
      'Y10:Y10 Y12:Y12 Y012:Y012 Y14:Y14 Y16:Y16 Y16_BE:Y16-BE Y8I:Y8I Z16:Z16 TM6000:TM60 DELTA_TD16:TD16 TU16:TU16 ' +
      'GENERIC_CSI2_16:MC1G',
    drm:
      'R10:R10 R12:R12 R16:R16 RG88:RG88 GR88:GR88 ' +
      'XRGB4444:XR12 XBGR4444:XB12 RGBX4444:RX12 BGRX4444:BX12 ARGB4444:AR12 ABGR4444:AB12 RGBA4444:RA12 BGRA4444:BA12 ' +
      'XRGB1555:XR15 XBGR1555:XB15 RGBX5551:RX15 BGRX5551:BX15 ARGB1555:AR15 ABGR1555:AB15 RGBA5551:RA15 BGRA5551:BA15 ' +
      'RGB565:RG16 BGR565:BG16',
    also: 'RGB16 BGR16 RAW16',
  },
  {
    planes: packed(2),
    v4l2:
      'SBGGR10:BG10 SGBRG10:GB10 SGRBG10:BA10 SRGGB10:RG10 SBGGR12:BG12 SGBRG12:GB12 SGRBG12:BA12 SRGGB12:RG12 ' +
      'SBGGR14:BG14 SGBRG14:GB14 SGRBG14:GR14 SRGGB14:RG14 SBGGR16:BYR2 SGBRG16:GB16 SGRBG16:GR16 SRGGB16:RG16',
  },
  {
    planes: packed(3),
    v4l2: 'BGR24:BGR3 RGB24:RGB3 YUV24:YUV3 HSV24:HSV3 Y12I:Y12I GENERIC_CSI2_24:MC1O',
    drm: 'RGB888:RG24 BGR888:BG24 VUY888:VU24',
  },
  {
    planes: packed(4),
    v4l2:
      'BGR666:BGRH BGR32:BGR4 ABGR32:AR24 XBGR32:XR24 BGRA32:RA24 BGRX32:RX24 RGB32:RGB4 RGBA32:AB24 RGBX32:XB24 ARGB32:BA24 XRGB32:BX24 ' +
      'RGBX1010102:RX30 RGBA1010102:RA30 ARGB2101010:AR30 YUV32:YUV4 AYUV32:AYUV XYUV32:XYUV VUYA32:VUYA VUYX32:VUYX YUVA32:YUVA YUVX32:YUVX ' +
      'HSV32:HSV4 Y16I:Y16I',
    drm:
      'XRGB8888:XR24 XBGR8888:XB24 RGBX8888:RX24 BGRX8888:BX24 ARGB8888:AR24 ABGR8888:AB24 RGBA8888:RA24 BGRA8888:BA24 ' +
      'XRGB2101010:XR30 XBGR2101010:XB30 RGBX1010102:RX30 BGRX1010102:BX30 ARGB2101010:AR30 ABGR2101010:AB30 RGBA1010102:RA30 BGRA1010102:BA30 ' +
      'RG1616:RG32 GR1616:GR32 AYUV:AYUV AVUY8888:AVUY XYUV8888:XYUV XVUY8888:XVUY Y410:Y410 XVYU2101010:XV30',
  },
  {
    planes: packed(6),
    v4l2: 'BGR48_12:B312 BGR48:BGR6 RGB48:RGB6 YUV48_12:Y312',
    drm: 'RGB161616:RG48 BGR161616:BG48',
  },
  {
    planes: packed(8),
    v4l2: 'ABGR64_12:B412',
    drm:
      'XRGB16161616:XR48 XBGR16161616:XB48 ARGB16161616:AR48 ABGR16161616:AB48 ' +
      'XRGB16161616F:XR4H XBGR16161616F:XB4H ARGB16161616F:AR4H ABGR16161616F:AB4H AXBXGXRX106106106106:AB10 ' +
      'Y412:Y412 Y416:Y416 XVYU12_16161616:XV36 XVYU16161616:XV48',
  },
  // Two pixels share chroma; both tables of the kernel count such a line by single pixels, also of an odd number.
  {
    planes: packed(2),
    v4l2: 'YUYV:YUYV YYUV:YYUV YVYU:YVYU UYVY:UYVY VYUY:VYUY',
    drm: 'YUYV:YUYV YVYU:YVYU UYVY:UYVY VYUY:VYUY',
    also: 'YUY2',
  },
  { planes: packed(4), v4l2: 'Y210:Y210 Y212:Y212 Y216:Y216', drm: 'Y210:Y210 Y212:Y212 Y216:Y216' },
  // One plane, several pixels packed together.
  { planes: packed(1, 8), drm: 'C1:C1 D1:D1 R1:R1' },
  { planes: packed(1, 4), drm: 'C2:C2 D2:D2 R2:R2' },
  { planes: packed(1, 2), v4l2: 'CNF4:CNF4', drm: 'C4:C4 D4:D4 R4:R4' },
  { planes: packed(12, 8), v4l2: 'Y41P:Y41P' },
  // As MIPI CSI-2 sends them: the high bytes of a few pixels, then their low bits; Y10BPACK has them in one stream.
  {
    planes: packed(5, 4),
    v4l2: 'Y10BPACK:Y10B Y10P:Y10P SBGGR10P:pBAA SGBRG10P:pGAA SGRBG10P:pgAA SRGGB10P:pRAA GENERIC_CSI2_10:MC1A',
    also: 'RAW10 SBGGR10_CSI2P SGBRG10_CSI2P SGRBG10_CSI2P SRGGB10_CSI2P',
  },
  {
    planes: packed(3, 2),
    v4l2: 'Y12P:Y12P SBGGR12P:pBCC SGBRG12P:pGCC SGRBG12P:pgCC SRGGB12P:pRCC GENERIC_CSI2_12:MC1C',
    also: 'RAW12 SBGGR12_CSI2P SGBRG12_CSI2P SGRBG12_CSI2P SRGGB12_CSI2P',
  },
  {
    planes: packed(7, 4),
    v4l2: 'Y14P:Y14P SBGGR14P:pBEE SGBRG14P:pGEE SGRBG14P:pgEE SRGGB14P:pREE GENERIC_CSI2_14:MC1E',
    also: 'RAW14 SBGGR14_CSI2P SGBRG14_CSI2P SGRBG14_CSI2P SRGGB14_CSI2P',
  },
  { planes: packed(5, 2), v4l2: 'GENERIC_CSI2_20:MC1K' },
  {
    planes: packed(32, 25),
    v4l2: 'IPU3_Y10:ip3y IPU3_SBGGR10:ip3b IPU3_SGBRG10:ip3g IPU3_SGRBG10:ip3G IPU3_SRGGB10:ip3r',
  },
  // Renesas RZ/V2H: as many pixels as fit into 64 bits.
  { planes: packed(8, 6), v4l2: 'RAW_CRU10:CR10' },
  { planes: packed(8, 5), v4l2: 'RAW_CRU12:CR12' },
  { planes: packed(8, 4), v4l2: 'RAW_CRU14:CR14' },
  { planes: packed(8, 3), v4l2: 'RAW_CRU20:CR20' },
  // Raspberry Pi PiSP: compressed at a fixed rate, 8 pixels to 8 bytes.
  {
    planes: packed(8, 8),
    v4l2:
      'PISP_COMP1_RGGB:PC1R PISP_COMP1_GRBG:PC1G PISP_COMP1_GBRG:PC1g PISP_COMP1_BGGR:PC1B PISP_COMP1_MONO:PC1M ' +
      'PISP_COMP2_RGGB:PC2R PISP_COMP2_GRBG:PC2G PISP_COMP2_GBRG:PC2g PISP_COMP2_BGGR:PC2B PISP_COMP2_MONO:PC2M',
  },
  // 64 bits for 2x2 pixels.
  { planes: packed(2), tile: { width: 2, height: 2 }, drm: 'Y0L0:Y0L0 X0L0:X0L0 Y0L2:Y0L2 X0L2:X0L2' },
  // Luma and chroma lines in turn, in an order of the format's own.
  {
    planes: interleaved420(),
    v4l2: 'M420:M420 SN9C20X_I420:S920 SPCA501:S501 SPCA505:S505 SPCA508:S508 CIT_YYVYUY:CITV KONICA420:KONI',
  },
  // DRM has no linear layout for these three: the samples alone, to which a modifier adds.
  { planes: interleaved420(), drm: 'YUV420_8BIT:YU08' },
  { planes: interleaved420(5, 4), drm: 'YUV420_10BIT:YU10' },
  { planes: packed(15, 4), drm: 'VUY101010:VU30' },
  // Two planes of one size.
  { planes: fullPlanes(2, 2), v4l2: 'INZI:INZI' },
  { planes: fullPlanes(2, 1), drm: 'RGB565_A8:R5A8 BGR565_A8:B5A8' },
  { planes: fullPlanes(3, 1), drm: 'RGB888_A8:R8A8 BGR888_A8:B8A8' },
  { planes: fullPlanes(4, 1), drm: 'XRGB8888_A8:XRA8 XBGR8888_A8:XBA8 RGBX8888_A8:RXA8 BGRX8888_A8:BXA8' },
  // Luma and interleaved chroma.
  { planes: semiPlanar(2, 2), v4l2: 'NV12:NV12 NV21:NV21', drm: 'NV12:NV12 NV21:NV21' },
  { planes: semiPlanar(2, 1), v4l2: 'NV16:NV16 NV61:NV61', drm: 'NV16:NV16 NV61:NV61' },
  { planes: semiPlanar(1, 1), v4l2: 'NV24:NV24 NV42:NV42', drm: 'NV24:NV24 NV42:NV42' },
  { planes: semiPlanar(2, 2, 2), v4l2: 'P010:P010 P012:P012', drm: 'P010:P010 P012:P012' },
  { planes: semiPlanar(2, 2, 2), drm: 'P016:P016' },
  { planes: semiPlanar(2, 1, 2), drm: 'P210:P210', also: 'P212 P216' },
  { planes: semiPlanar(2, 2, 5, 4), v4l2: 'NV15:NV15', drm: 'NV15:NV15' },
  { planes: semiPlanar(2, 1, 5, 4), v4l2: 'NV20:NV20', drm: 'NV20:NV20' },
  { planes: semiPlanar(1, 1, 5, 4), drm: 'NV30:NV30' },
  { planes: semiPlanar(2, 2, 4, 3), drm: 'P030:P030' },
  { planes: semiPlanar(2, 2), separate: true, v4l2: 'NV12M:NM12 NV21M:NM21' },
  { planes: semiPlanar(2, 1), separate: true, v4l2: 'NV16M:NM16 NV61M:NM61' },
  { planes: semiPlanar(2, 2, 2), separate: true, v4l2: 'P012M:PM12' },
  // The same in tiles.
  { planes: semiPlanar(2, 2), tile: { width: 4, height: 4 }, v4l2: 'NV12_4L4:VT12' },
  { planes: semiPlanar(2, 2), tile: { width: 16, height: 16 }, v4l2: 'NV12_16L16:HM12' },
  { planes: semiPlanar(2, 2), tile: { width: 32, height: 32 }, v4l2: 'NV12_32L32:ST12' },
  { planes: semiPlanar(2, 2), tile: { width: 8, height: 128 }, v4l2: 'NV12_8L128:AT12' },
  { planes: semiPlanar(2, 2, 5, 4), tile: { width: 4, height: 4 }, v4l2: 'NV15_4L4:VT15' },
  { planes: semiPlanar(2, 2, 2), tile: { width: 4, height: 4 }, v4l2: 'P010_4L4:T010' },
  // Tiles of 8 bytes, into which the packed samples are cut.
  { planes: semiPlanar(2, 2, 5, 4), tile: { width: 4, height: 128 }, lineUnit: 8, v4l2: 'NV12_10BE_8L128:AX12-BE' },
  { planes: semiPlanar(2, 2), tile: { width: 16, height: 16 }, separate: true, v4l2: 'NV12MT_16X16:VM12' },
  // Tiles of 64x32 in groups of two by two: a line has a whole number of groups.
  { planes: semiPlanar(2, 2), tile: { width: 128, height: 32 }, separate: true, v4l2: 'NV12MT:TM12' },
  { planes: semiPlanar(2, 2), tile: { width: 8, height: 128 }, separate: true, v4l2: 'NV12M_8L128:NA12' },
  {
    planes: semiPlanar(2, 2, 5, 4),
    tile: { width: 4, height: 128 },
    lineUnit: 8,
    separate: true,
    v4l2: 'NV12M_10BE_8L128:NT12-BE',
  },
  { planes: semiPlanar(2, 2), tile: { width: 16, height: 32 }, separate: true, v4l2: 'MM21:MM21' },
  {
    planes: semiPlanar(2, 2, 5, 4),
    tile: { width: 16, height: 32 },
    separate: true,
    v4l2: 'MT2110T:MT2T MT2110R:MT2R',
  },
  // Raspberry Pi's columns of 128 bytes ("SAND"): NV12M and P030 in them as proposed for mainline, NV12 as its own kernel has it.
  { planes: semiPlanar(2, 2), tile: { width: 128, height: 8 }, separate: true, v4l2: 'NV12MT_COL128:Nc12' },
  { planes: semiPlanar(2, 2, 4, 3), tile: { width: 96, height: 8 }, separate: true, v4l2: 'NV12MT_10_COL128:Nc30' },
  { planes: semiPlanar(2, 2), tile: { width: 128, height: 8 }, v4l2: 'NV12_COL128:NC12' },
  { planes: semiPlanar(2, 2, 4, 3), tile: { width: 96, height: 8 }, v4l2: 'NV12_10_COL128:NC30' },
  // Luma and two planes of chroma.
  { planes: planar(4, 4), v4l2: 'YUV410:YUV9 YVU410:YVU9', drm: 'YUV410:YUV9 YVU410:YVU9' },
  { planes: planar(4, 1), v4l2: 'YUV411P:411P' },
  { planes: planar(4, 1), drm: 'YUV411:YU11 YVU411:YV11' },
  { planes: planar(2, 2), v4l2: 'YUV420:YU12 YVU420:YV12', drm: 'YUV420:YU12 YVU420:YV12', also: 'I420' },
  { planes: planar(2, 1), v4l2: 'YUV422P:422P' },
  { planes: planar(2, 1), drm: 'YUV422:YU16 YVU422:YV16', also: 'I422' },
  { planes: planar(1, 1), drm: 'YUV444:YU24 YVU444:YV24', also: 'I444' },
  { planes: planar(1, 1, 2), drm: 'Q410:Q410 Q401:Q401 S410:S410 S412:S412 S416:S416' },
  { planes: planar(2, 1, 2), drm: 'S210:S210 S212:S212 S216:S216' },
  { planes: planar(2, 2, 2), drm: 'S010:S010 S012:S012 S016:S016' },
  { planes: planar(2, 2), separate: true, v4l2: 'YUV420M:YM12 YVU420M:YM21' },
  { planes: planar(2, 1), separate: true, v4l2: 'YUV422M:YM16 YVU422M:YM61' },
  { planes: planar(1, 1), separate: true, v4l2: 'YUV444M:YM24 YVU444M:YM42' },
  // Bitstreams, and what a device compresses in a way of its own.
  {
    planes: undefined,
    v4l2:
      'MJPEG:MJPG JPEG:JPEG DV:dvsd MPEG:MPEG H264:H264 H264_NO_SC:AVC1 H264_MVC:M264 H264_SLICE:S264 H263:H263 ' +
      'MPEG1:MPG1 MPEG2:MPG2 MPEG2_SLICE:MG2S MPEG4:MPG4 XVID:XVID VC1_ANNEX_G:VC1G VC1_ANNEX_L:VC1L VP8:VP80 VP8_FRAME:VP8F ' +
      'VP9:VP90 VP9_FRAME:VP9F HEVC:HEVC HEVC_SLICE:S265 AV1_FRAME:AV1F FWHT:FWHT FWHT_STATELESS:SFWH SPK:SPK0 RV30:RV30 RV40:RV40 ' +
      'CPIA1:CPIA WNVA:WNVA SN9C10X:S910 PWC1:PWC1 PWC2:PWC2 ET61X251:E625 SPCA561:S561 PAC207:P207 MR97310A:M310 JL2005BCD:JL20 ' +
      'SN9C2028:SONX SQ905C:905C PJPG:PJPG OV511:O511 OV518:O518 JPGL:JPGL SE401:S401 S5C_UYVY_JPG:S5CI MT21C:MT21 QC08C:Q08C QC10C:Q10C ' +
      'AJPG:AJPG HEXTILE:HXTL',
    also: 'H265 AV1',
  },
  {
    planes: undefined,
    unsized: 'metadata',
    v4l2:
      'VSP1_HGO:VSPH VSP1_HGT:VSPT UVC:UVCH D4XX:D4XX VIVID:VIVD RK_ISP1_PARAMS:RK1P RK_ISP1_STAT_3A:RK1S ' +
      'RK_ISP1_EXT_PARAMS:RK1E RPI_BE_CFG:RPBC RPI_FE_CFG:RPFC RPI_FE_STATS:RPFS C3ISP_PARAMS:C3PM C3ISP_STATS:C3ST ' +
      'IPU3_PARAMS:ip3p IPU3_STAT_3A:ip3s',
  },
  {
    planes: undefined,
    unsized: 'samples of a radio',
    v4l2: 'CU8:CU08 CU16LE:CU16 CS8:CS08 CS14LE:CS14 RU12LE:RU12 PCU16BE:PC16 PCU18BE:PC18 PCU20BE:PC20',
  },
];
