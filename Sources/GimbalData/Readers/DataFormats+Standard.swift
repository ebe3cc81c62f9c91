// The formats that need no image library.

extension DataFormats {
    /// All formats but those of image files.
    public static let standard = DataFormats(graphs + collections + tables + images + texts)

    /// One graph.
    static let graphs: [any DataReader.Type] = [
        PlanetoidNPZ.self, PlanetoidPickles.self, GraphBenchmarkNPZ.self, GeomGCN.self, MUSAE.self,
        CANEText.self, GraphFolder.self,
        MATLABGraph.self,
        AdjacencyListFile.self, EdgeListFile.self,
    ]

    /// Many graphs, molecules among them.
    static let collections: [any DataReader.Type] = [TUDataset.self, GINText.self, SMILESTable.self]

    /// Tables, survival tables and blocks of tables.
    static let tables: [any DataReader.Type] = [
        MogonetFolder.self, GenomicTable.self, BlockTables.self, NeuralRecording.self, DeepSurvNPZ.self,
        DeepHitFolder.self, KEELTable.self, ARFFTable.self, RDataTable.self, DelimitedTable.self,
    ]

    /// Images as arrays of bytes.
    static let images: [any DataReader.Type] = [CIFARBinary.self, IDX.self, ImageArrayNPY.self]

    /// Texts.
    static let texts: [any DataReader.Type] = [TextFiles.self]
}
