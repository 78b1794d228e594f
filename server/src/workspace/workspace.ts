import { type Analysis, analyse, type Boots } from '../analysis.ts';
import { type Board, BoardReader, type BoardRequest } from '../devicetree/board.ts';
import { Expander, type Expansion } from '../devicetree/expansion/expander.ts';
import { type OverlayForm, overlayFormOf } from '../devicetree/overlayForm.ts';
import type { DevicetreeParser } from '../devicetree/syntax/parser.ts';
import type { Profile } from '../kernel/input/profile.ts';
import { Remembered } from '../text/remembered.ts';
import { sameData } from '../text/sameData.ts';
import { askForBoard, type BootProfile } from './boardRequest.ts';
import { BoundedCache } from './boundedCache.ts';
import type { Configuration } from './configuration.ts';
import { FileAnswers } from './fileAnswers.ts';
import type { FileSystem } from './fileSystem.ts';
import { findConfiguration, newConfigurationPath } from './findConfiguration.ts';
import type { Layer } from './layers.ts';
import { readAlone } from './overlayAlone.ts';
import { before, type OverlayPlace, overlayPlaces } from './overlayPlaces.ts';
import { folderOf } from './path.ts';
import { readWithAdditions } from './sourceTrees/readWithAdditions.ts';
import { findSourceTree, type SourceTree } from './sourceTrees/sourceTree.ts';
import { uBootAdditions } from './sourceTrees/uBootAdditions.ts';

/** Of at most this many boards it is remembered what they booted to: those that are edited are few. */
const MOST_BOOTS = 64;

/** A board that was read, with the profile that boots it. */
export interface OpenedBoard extends BootProfile {
  readonly board: Board;
  /** The overlay that was opened, and the board it was applied to; absent where a board was opened. */
  readonly overlay: OpenedOverlay | undefined;
  readonly kernelTree: SourceTree | undefined;
  /** The `.dtheaps.json` that holds for the board; the layers it was opened with went over it. */
  readonly configuration: Configuration;
}

/** An overlay as it was opened: on a base, or by itself on a stand-in for one. */
export interface OpenedOverlay {
  readonly path: string;
  readonly place: OverlayPlace | undefined;
  /** Set where it is no overlay but an include, which no known board includes. */
  readonly isInclude?: boolean;
}

/** Boards, opened and booted; what is read for one is there for the next, and for the next edit. */
export class Workspace {
  readonly files: FileSystem;
  readonly #reader: BoardReader;
  readonly #kernelTrees: FileAnswers<SourceTree | undefined>;
  readonly #analyses = new Remembered<Board, { profile: Profile; analysis: Analysis }>();

  /** What the boards booted to that were analysed last, by their names and those of their overlays. */
  readonly #boots = new BoundedCache<string, Boots>(MOST_BOOTS);

  constructor(files: FileSystem, parser: DevicetreeParser) {
    this.files = files;
    this.#kernelTrees = new FileAnswers(files);
    this.#reader = new BoardReader(files, parser);
  }

  /** The kernel tree around a file; looked for once a folder. */
  kernelTreeOf(path: string): SourceTree | undefined {
    return this.#kernelTrees.of(folderOf(path), () => findSourceTree(this.files, path));
  }

  /** Forgets what was found around files: after folders came or went. */
  forgetKernelTrees(): void {
    this.#kernelTrees.clear();
  }

  /**
   * Reads a board and finds the profile that boots it: as what stands around it says, and over that the layers of the
   * caller. An overlay is opened on the board of `place`, and without one on a stand-in for its base
   * (`Board.standIn`): `placesOf` says which there are. A board of which nothing has changed since it was opened
   * `earlier` is the same object, and so is its analysis.
   */
  open(path: string, added: readonly Layer[] = [], place?: OverlayPlace, earlier?: OpenedBoard): OpenedBoard {
    const form = this.overlayForm(path);
    if (form !== undefined && place === undefined) return this.#openAlone(path, form, added);
    const { ask, request, kernelTree, configuration } = this.#askOn(path, added, place);
    const board = readWithAdditions(this.#reader, request, ask.additions, earlier?.board);
    const overlay = place === undefined ? undefined : { path, place };
    return { board, overlay, kernelTree, configuration, ...ask.profileFor(board.tree) };
  }

  /** The board that `open` opens an overlay on, without the overlay. */
  openBase(path: string, added: readonly Layer[], place: OverlayPlace): OpenedBoard {
    const { ask, request, kernelTree, configuration } = this.#askOn(path, added, place);
    const without = { ...request, overlays: request.overlays.slice(0, -1) };
    const board = readWithAdditions(this.#reader, without, ask.additions);
    return { board, overlay: undefined, kernelTree, configuration, ...ask.profileFor(board.tree) };
  }

  /** Which form of an overlay a file is; `undefined` for everything else. */
  overlayForm(path: string): OverlayForm | undefined {
    const file = this.files.read(path);
    return file === undefined ? undefined : overlayFormOf(file);
  }

  /** On which boards an overlay is to be opened, as the caller's layers, the `.dtheaps.json` and the Makefile say. */
  placesOf(path: string, added: readonly Layer[] = []): OverlayPlace[] {
    return overlayPlaces(this.files, path, this.#ask(path, added).ask.bases);
  }

  /** An include that no known board includes, on a stand-in for one. */
  openInclude(path: string, added: readonly Layer[]): OpenedBoard {
    return this.#openAlone(path, 'include', added);
  }

  #openAlone(path: string, form: OverlayForm | 'include', added: readonly Layer[]): OpenedBoard {
    const { ask, kernelTree, configuration } = this.#ask(path, added);
    const board = readAlone(this.#reader, ask.request, form);
    const overlay = { path, place: undefined, isInclude: form === 'include' };
    return { board, overlay, kernelTree, configuration, ...ask.profileFor(board.tree) };
  }

  /**
   * A board, or an overlay as it is, for callers that boot nothing; an overlay on the board of `place` where there is
   * one. Always answers; what is wrong with it stands in the board's problems.
   */
  read(path: string, added: readonly Layer[] = [], place?: OverlayPlace): Board {
    const { ask, request } = this.#askOn(path, added, place);
    const isOverlayAlone = place === undefined && this.overlayForm(path) !== undefined;
    if (!isOverlayAlone) return readWithAdditions(this.#reader, request, ask.additions);
    // What is applied to every board is not applied to an overlay.
    return this.#reader.read({ ...request, overlays: [] });
  }

  /** Forgets a board that nobody is expected to ask for again, but not what it includes: see `BoardReader.forget`. */
  forget(board: Board): void {
    this.#reader.forget(board);
    this.#boots.delete(nameOf(board));
  }

  /** A file's text after preprocessing, whether or not it is a board, with the includes and macros of `open`. */
  expand(path: string, added: readonly Layer[] = []): Expansion {
    return new Expander(this.files).expand(this.#ask(path, added).ask.request);
  }

  /**
   * How a board is asked for, or an overlay on the board of `place`: that is read and booted as what stands around it
   * says, and where no `.dtheaps.json` does, as the overlay's. What the overlay includes is found around it, too. The
   * overlay's `.dtheaps.json` says how it is judged.
   */
  #askOn(path: string, added: readonly Layer[], place: OverlayPlace | undefined) {
    if (place === undefined) {
      const asked = this.#ask(path, added);
      return { ...asked, request: asked.ask.request };
    }
    const own = this.#ask(path, added);
    const ofBase = this.configurationOf(place.board);
    const asked = this.#ask(place.board, added, ofBase.file === undefined ? own.configuration : ofBase);
    const { request } = asked.ask;
    const configuration = own.configuration.file === undefined ? asked.configuration : own.configuration;
    return { ...asked, configuration, request: withOverlay(request, path, place, own.ask.request.includeRoots) };
  }

  #ask(path: string, added: readonly Layer[], configuration: Configuration = this.configurationOf(path)) {
    const kernelTree = this.kernelTreeOf(path);
    return {
      kernelTree,
      configuration,
      ask: askForBoard(path, { files: this.files, kernelTree, configuration }, added),
    };
  }

  /** The `.dtheaps.json` that holds for a file. */
  configurationOf(path: string): Configuration {
    return findConfiguration(this.files, path, this.kernelTreeOf(path));
  }

  /** Where a `.dtheaps.json` that holds for a file is to be made, in the folder `workspace` or below it if possible. */
  newConfigurationPath(path: string, workspace: string): string {
    return newConfigurationPath(this.files, path, this.kernelTreeOf(path), workspace);
  }

  /** Where a file's includes are searched besides its own folder. */
  includeRootsOf(path: string, added: readonly Layer[]): readonly string[] {
    return this.#ask(path, added).ask.request.includeRoots;
  }

  /** The files that a board's build appends to its text. */
  additionsTo(path: string): readonly string[] {
    return uBootAdditions(this.files, this.kernelTreeOf(path), path);
  }

  /** Boots an opened board; the same answer as long as board and profile are the same. */
  analyse({ board, profile, configuration: { consumers } }: OpenedBoard): Analysis {
    const known = this.#analyses.get(board);
    if (known !== undefined && sameData(known.profile, profile) && known.analysis.consumers === consumers) {
      return known.analysis;
    }
    const name = nameOf(board);
    const analysis = analyse(board, profile, consumers, this.#boots.get(name));
    this.#boots.set(name, { boot: analysis.boot, otherBoots: analysis.otherBoots });
    this.#analyses.set(board, { profile, analysis });
    return analysis;
  }
}

/** What a board is booted by: its path, and those of its overlays. */
const nameOf = ({ request: { path, overlays } }: Board): string => JSON.stringify([path, overlays]);

/** A base's request with an overlay applied: after the overlays of the board, and those that the place puts before it; `roots` are where the overlay's includes are. */
function withOverlay(
  request: BoardRequest,
  overlay: string,
  { overlays }: OverlayPlace,
  roots: readonly string[],
): BoardRequest {
  const earlier = before(request.overlays, overlay).filter((path) => !overlays.includes(path));
  const more = roots.filter((root) => !request.includeRoots.includes(root));
  return {
    ...request,
    includeRoots: [...request.includeRoots, ...more],
    dtcIncludeRoots: [...request.dtcIncludeRoots, ...more],
    overlays: [...earlier, ...overlays],
  };
}
