// The opcodes of protocols 0 to 5.

/// An instruction of the pickle machine.
///
/// - Source: CPython's documentation of the module `pickletools`.
enum PickleOpcode: UInt8 {
    case mark = 0x28, stop = 0x2E, pop = 0x30, popMark = 0x31, duplicate = 0x32
    case float = 0x46, integer = 0x49, binaryInteger = 0x4A, integer1 = 0x4B, long = 0x4C, integer2 = 0x4D
    case none = 0x4E, persistentID = 0x50, binaryPersistentID = 0x51, reduce = 0x52
    case string = 0x53, binaryString = 0x54, shortBinaryString = 0x55
    case unicode = 0x56, binaryUnicode = 0x58, append = 0x61, build = 0x62, global = 0x63
    case dictionary = 0x64, emptyDictionary = 0x7D, appends = 0x65
    case get = 0x67, binaryGet = 0x68, instance = 0x69, longBinaryGet = 0x6A
    case list = 0x6C, emptyList = 0x5D, object = 0x6F
    case put = 0x70, binaryPut = 0x71, longBinaryPut = 0x72
    case setItem = 0x73, tuple = 0x74, emptyTuple = 0x29, setItems = 0x75, binaryFloat = 0x47
    case bytes = 0x42, shortBytes = 0x43
    // Protocol 2.
    case `protocol` = 0x80, newObject = 0x81, extension1 = 0x82, extension2 = 0x83, extension4 = 0x84
    case tuple1 = 0x85, tuple2 = 0x86, tuple3 = 0x87, newTrue = 0x88, newFalse = 0x89
    case long1 = 0x8A, long4 = 0x8B
    // Protocol 4.
    case shortUnicode = 0x8C, unicode8 = 0x8D, bytes8 = 0x8E, emptySet = 0x8F, addItems = 0x90, frozenSet =
        0x91
    case newObjectWithKeywords = 0x92, stackGlobal = 0x93, memoize = 0x94, frame = 0x95
    // Protocol 5.
    case byteArray8 = 0x96, nextBuffer = 0x97, readOnlyBuffer = 0x98
}
