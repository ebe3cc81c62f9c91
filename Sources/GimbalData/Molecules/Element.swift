// The chemical elements, as far as molecules need them.

/// A chemical element, or the unknown one of a wildcard (`*`).
public struct Element: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// Atomic number, 1...118; 0 for the wildcard.
    public let atomicNumber: Int

    /// Takes an atomic number.
    ///
    /// - Returns: nil unless it is in 0...118.
    public init?(atomicNumber: Int) {
        guard Self.symbols.indices.contains(atomicNumber) else { return nil }
        self.atomicNumber = atomicNumber
    }

    /// Takes a symbol such as `Cl`, or `*` for the wildcard.
    ///
    /// - Returns: nil if there is no such element.
    public init?(symbol: String) {
        guard let number = Self.numbers[symbol] else { return nil }
        atomicNumber = number
    }

    init(_ atomicNumber: Int) { self.atomicNumber = atomicNumber }

    /// Symbol, such as `Cl`; `*` for the wildcard.
    public var symbol: String { Self.symbols[atomicNumber] }

    /// The symbol.
    public var description: String { symbol }

    /// Whether one atomic number is smaller than the other.
    public static func < (a: Element, b: Element) -> Bool { a.atomicNumber < b.atomicNumber }

    /// Hydrogen.
    public static let hydrogen = Element(1)
    /// Boron.
    public static let boron = Element(5)
    /// Carbon.
    public static let carbon = Element(6)
    /// Nitrogen.
    public static let nitrogen = Element(7)
    /// Oxygen.
    public static let oxygen = Element(8)

    /// Electrons of the outermost shell of a main-group element; nil for others and for the wildcard.
    public var outerElectronCount: Int? {
        switch atomicNumber {
        case 1, 2: return atomicNumber
        case 3...10: return atomicNumber - 2
        case 11...18: return atomicNumber - 10
        case 19, 20: return atomicNumber - 18
        case 31...36: return atomicNumber - 28
        case 37, 38: return atomicNumber - 36
        case 49...54: return atomicNumber - 46
        case 55, 56: return atomicNumber - 54
        case 81...86: return atomicNumber - 78
        default: return nil
        }
    }

    /// Numbers of bonds that neutral atoms usually have, ascending; empty where no rule holds (metals).
    ///
    /// Those of OpenSMILES for its organic subset; those of the same column for the heavier elements.
    public var normalValences: [Int] {
        switch atomicNumber {
        case 1, 9, 17, 35, 53, 85: [1]
        case 5: [3]
        case 6, 14, 32: [4]
        case 7, 15, 33, 51: [3, 5]
        case 8: [2]
        case 16, 34, 52: [2, 4, 6]
        default: []
        }
    }

    /// The fewest bonds that neutral atoms usually have; 0 where no rule holds.
    var lowestValence: Int {
        switch atomicNumber {
        case 1, 9, 17, 35, 53, 85: 1
        case 5, 7, 15, 33, 51: 3
        case 6, 14, 32: 4
        case 8, 16, 34, 52: 2
        default: 0
        }
    }

    /// Valences of an atom with a charge: those of the neutral element with as many electrons.
    ///
    /// Elements of the second row have no more than an octet once they are charged: a carbanion is like nitrogen
    /// with three bonds. Halogens may have up to seven bonds (perchloric acid).
    func valences(charge: Int) -> [Int] {
        guard charge != 0 else {
            return [17, 35, 53].contains(atomicNumber) ? [1, 3, 5, 7] : normalValences
        }
        guard outerElectronCount != nil, let equal = Element(atomicNumber: atomicNumber - charge),
            let electrons = equal.outerElectronCount, (3...7).contains(electrons)
        else { return [] }
        return equal.atomicNumber <= 10 ? Array(equal.normalValences.prefix(1)) : equal.normalValences
    }

    private static let numbers = Dictionary(uniqueKeysWithValues: symbols.enumerated().map { ($1, $0) })

    private static let symbols = """
        * H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se Br Kr Rb Sr Y \
        Zr Nb Mo Tc Ru Rh Pd Ag Cd In Sn Sb Te I Xe Cs Ba La Ce Pr Nd Pm Sm Eu Gd Tb Dy Ho Er Tm Yb Lu Hf Ta W Re \
        Os Ir Pt Au Hg Tl Pb Bi Po At Rn Fr Ra Ac Th Pa U Np Pu Am Cm Bk Cf Es Fm Md No Lr Rf Db Sg Bh Hs Mt Ds Rg \
        Cn Nh Fl Mc Lv Ts Og
        """.split(separator: " ").map(String.init)
}
