// The formats that need the image libraries, beside all others.
import GimbalData

extension DataFormats {
    /// All formats, image files included.
    ///
    /// Readers of image files come last: a folder of tables with a picture in it is a folder of tables.
    public static let withImages = DataFormats(standard.readers + imageFiles)

    /// Image files in folders.
    static let imageFiles: [any DataReader.Type] = [ImagePairs.self, ImageSequence.self, ImageFolder.self]
}
